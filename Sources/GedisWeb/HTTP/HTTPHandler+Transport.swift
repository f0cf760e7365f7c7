import NIOCore

/// What the core connection believes to be its client.
extension HTTPHandler: ChannelTransport {
    var isWritable: Bool { true }

    func send(_ bytes: UnsafeRawBufferPointer) { receive(bytes) }

    func whenSent(_ action: @escaping () -> Void) {
        guard let sent else { return action() }
        sent.assumeIsolated().whenComplete { _ in action() }
    }

    func resumeReading() {}

    /// Closes the connection once what was answered in the same read has been sent.
    func close() {
        context?.flush()
        context?.close(promise: nil)
    }
}
