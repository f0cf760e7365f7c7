import NIOCore

/// What the core connection believes to be its client.
extension HTTPHandler: Transport {
    var executor: any TaskExecutor { loop.executor }

    var isWritable: Bool { true }

    var unsentBytes: Int { (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0 }

    func send(_ bytes: UnsafeRawBufferPointer) { receive(bytes) }

    func whenSent(_ action: @escaping () -> Void) {
        guard let sent else { return action() }
        sent.assumeIsolated().whenComplete { _ in action() }
    }

    func resumeReading() {}

    func flushSoon() {
        guard !isFlushDue else { return }
        isFlushDue = true
        let handler = Confined(self)
        context?.eventLoop.execute {
            handler.value.isFlushDue = false
            handler.value.driver?.flush()
        }
    }

    func closeOutput() { context?.close(mode: .output, promise: nil) }

    func close() { context?.close(promise: nil) }

    func close(afterMilliseconds delay: Int) {
        closeDeadline?.cancel()
        guard let channel = context?.channel else { return }
        closeDeadline = channel.eventLoop.scheduleTask(in: .milliseconds(Int64(delay))) { channel.close(promise: nil) }
    }
}
