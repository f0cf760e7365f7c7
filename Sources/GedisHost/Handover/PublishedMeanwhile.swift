import GedisCore
import Synchronization

/// What is published in a process while its subscribers go on in the next one: it waits until that one has them, and goes
/// there from then on.
final class PublishedMeanwhile: Sendable {
    private struct State {
        var isFlowing = false
        var waiting: [(channel: [UInt8], message: [UInt8])] = []
    }

    private let stream: HandoverStream
    private let state = Mutex(State())

    init(to stream: HandoverStream) { self.stream = stream }

    /// Takes a message.
    func add(_ channel: [UInt8], _ message: [UInt8]) {
        state.withLock { state in
            if state.isFlowing { send([(channel, message)]) } else { state.waiting.append((channel, message)) }
        }
    }

    /// Sends what waits, behind `go`, and from here on at once what comes.
    func flow() {
        state.withLock { state in
            stream.send(.go)
            send(state.waiting)
            state = State(isFlowing: true)
        }
    }

    /// Takes what waits back.
    func take() -> [(channel: [UInt8], message: [UInt8])] {
        state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
    }

    private func send(_ messages: [(channel: [UInt8], message: [UInt8])]) {
        stream.send(
            messages.map { channel, message in
                var writer = RecordWriter()
                writer.write(channel)
                writer.write(message)
                return HandoverFrame(kind: .publish, payload: writer.bytes)
            })
    }
}
