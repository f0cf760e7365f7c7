import GedisGUN
import Synchronization

extension GunSession {
    /// Handles the answer to a probe.
    func receiveSign(_ id: String) { state.withLock { $0.senders[id] }?.add(.alive) }

    /// Handles the text of a frame.
    func receive(_ frame: [UInt8]) {
        for message in GunMessage.read(frame: frame) {
            if let mesh = message.mesh {
                handle(mesh, message)
                continue
            }
            if let nodes = message.nodes, !nodes.isEmpty { take(nodes) }
            guard let answered = message.answered else { continue }
            let call = state.withLock { state in
                if message.isAccepted || message.isMissing { state.disk = .present }
                return state.senders[answered]
            }
            call?.add(.answer(message))
        }
    }

    private func handle(_ mesh: String, _ message: GunMessage) {
        switch mesh {
        // A hello that answers ours needs none.
        case "?":
            guard let id = message.id, message.answered == nil else { return }
            send(.hello(answering: id, as: name))
        case "!": state.withLock { $0.complaint = message.error }
        default: break
        }
    }
}
