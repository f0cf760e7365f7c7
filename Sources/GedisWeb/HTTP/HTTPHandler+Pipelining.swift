import GedisCore
import NIOCore
import NIOHTTP1

// Requests that a client sends before the one ahead of them is answered: they are answered one after the other.

extension HTTPHandler {
    /// What arrives from a client.
    enum Arrival {
        case part(HTTPServerRequestPart)
        /// What is no HTTP.
        case malformed
        /// The client sends no more.
        case end
    }

    /// Whether what arrives has to wait.
    var isBusy: Bool { mustWait || !ahead.isEmpty }

    /// Whether the next request has to wait: until the one before is answered, and the client takes its answers.
    private var mustWait: Bool {
        switch state {
        case .calling, .streaming, .notifying: true
        case .waiting: isFull
        case .receiving, .ignoring, .subscribing, .opening, .ended: false
        }
    }

    /// Takes what arrives, now or once what is ahead of it has been answered.
    func handle(_ arrival: Arrival) {
        // That a client sends no more concerns the request that is being answered, where it is the last one.
        if case .end = arrival, ahead.isEmpty { return process(arrival) }
        if isBusy { ahead.append(arrival) } else { process(arrival) }
    }

    private func process(_ arrival: Arrival) {
        switch arrival {
        case .part(.head(let head)): begin(head)
        case .part(.body(let bytes)): take(bytes)
        case .part(.end): end()
        case .malformed: refuseMalformed()
        case .end: endInput()
        }
    }

    /// Ends a connection whose client sends no more, once it has its answers.
    private func endInput() {
        isInputClosed = true
        switch state {
        case .calling: break
        case .waiting, .ended: whenSent { [weak self] in self?.close() }
        default: close()
        }
    }

    /// Sends the answers that have been made, takes what has waited for that, and reads on.
    func goOn() {
        guard !isReading else { return }
        isReading = true
        repeat {
            while !mustWait, let arrival = ahead.popFirst() { process(arrival) }
            sendAnswers()
        } while !mustWait && !ahead.isEmpty
        isReading = false
        guard isReadHeldBack, !mustWait else { return }
        isReadHeldBack = false
        context?.read()
    }

    private func refuseMalformed() {
        // The connection ends as it is, once the client has had the time to read.
        if case .ended = state { return }
        state = .ended
        write { $0.writeHead(.badRequest, ["Connection": "close", "Content-Length": "0"], version: .http1_1) }
        close()
    }
}
