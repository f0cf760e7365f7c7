import NIOCore

/// What the core connection believes to be its client.
extension HTTPHandler: ChannelTransport {
    /// An answer is made whole; of a stream the client must take what is sent.
    var isWritable: Bool {
        switch state {
        case .streaming, .notifying: !isFull
        default: true
        }
    }

    func send(_ bytes: UnsafeRawBufferPointer) { receive(bytes) }

    func whenSent(_ action: @escaping () -> Void) {
        guard let context else { return action() }
        endStream()
        let promise = context.eventLoop.makePromise(of: Void.self)
        sendAnswers(promise)
        promise.futureResult.assumeIsolated().whenComplete { _ in action() }
    }

    func resumeReading() {}

    /// Closes the connection once what was answered in the same read has been sent.
    func close() {
        sendAnswers()
        context?.close(promise: nil)
    }
}
