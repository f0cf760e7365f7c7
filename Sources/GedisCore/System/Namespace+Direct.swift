import GedisKit

// The ways of `system.get` and `system.set` to a store that need no task, or share what they wait for.

extension Namespace {
    /// Answers `get` and `set` at once where the store does, and lets puts that follow each other be done together where it
    /// collects them.
    mutating func answer(directlyFrom backend: any DirectBackend) {
        let namespace = name
        for index in commands.indices {
            switch commands[index].name {
            case "get":
                commands[index].immediate = { arguments, reply, reads in
                    let key = try arguments.decode(String.self, at: 0, "key")
                    return try reads.write(namespace, key, of: backend.store, to: &reply)
                }
            case "set":
                commands[index].immediate = { arguments, reply, _ in
                    let store = backend.store
                    guard store.putsAtOnce else { return false }
                    let key = try arguments.decode(String.self, at: 0, "key")
                    store.putAtOnce(namespace, key, .string(try arguments.decode(String.self, at: 1, "value")))
                    reply.ok()
                    return true
                }
                let forwarder = PutForwarder(to: backend, namespace)
                commands[index].forwarder = forwarder
                commands[index].handler = .asynchronous { calls in try await forwarder.answer(calls) }
            default: continue
            }
        }
    }
}

/// Hands puts that follow each other on a connection to the store before their turn has come, so that they are done together.
private final class PutForwarder: CallForwarder {
    private let backend: any DirectBackend
    private let namespace: String

    init(to backend: any DirectBackend, _ namespace: String) {
        self.backend = backend
        self.namespace = namespace
    }

    var receiver: ObjectIdentifier { ObjectIdentifier(self) }

    func send(
        _ arguments: borrowing Arguments, version: ReplyWriter.Version, by caller: () -> Caller
    ) -> CallForwarding {
        guard let writes = backend.store.batchedWrites else { return .unavailable }
        guard let key = try? arguments.decode(String.self, at: 0, "key"),
            let value = try? arguments.decode(String.self, at: 1, "value")
        else { return .refused }
        return .sent(writes.add(namespace, key, .string(value)))
    }

    func flush() { backend.store.batchedWrites?.flush() }

    /// Answers calls: those that were sent when they are done.
    nonisolated(nonsending) func answer(_ calls: Calls) async throws {
        while calls.next() {
            if let write = calls.forwarded as? BegunWrite {
                try await write.value()
            } else {
                let key = try calls.arguments.decode(String.self, at: 0, "key")
                let value = try calls.arguments.decode(String.self, at: 1, "value")
                try await backend.put(namespace, [key: .string(value)])
            }
            calls.reply.ok()
        }
    }
}
