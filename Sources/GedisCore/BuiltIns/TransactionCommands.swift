import GedisKit

extension BuiltIn {
    static let transactions = [
        BuiltIn("multi", "transactions", "Begins a transaction: requests are queued until EXEC.", access: .users) {
            _, reply, connection in
            guard connection.session.transaction == nil else { throw CommandError("MULTI calls can not be nested") }
            connection.session.transaction = Transaction(isAborted: connection.session.hasWatched)
            reply.ok()
        },
        BuiltIn("exec", "transactions", "Runs the queued requests, and returns their replies.", access: .users) {
            _, connection in
            connection.session.hasWatched = false
            let call = Confined((connection: connection, transaction: try connection.takeTransaction()))
            return { reply in try await call.value.connection.run(call.value.transaction, &reply) }
        },
        BuiltIn("discard", "transactions", "Forgets the queued requests.", access: .users) { _, reply, connection in
            guard connection.session.transaction != nil else { throw CommandError("DISCARD without MULTI") }
            connection.session.transaction = nil
            connection.session.hasWatched = false
            reply.ok()
        },
        BuiltIn(
            "watch", "transactions", "Replies an error: there are no keys to watch.",
            [Parameter("key"), Parameter("keys", .variadic)], access: .users
        ) { _, _, connection in
            guard connection.session.transaction == nil else { throw CommandError("WATCH inside MULTI is not allowed") }
            // Whoever does not look at this reply must not take what follows for a watched transaction.
            connection.session.hasWatched = true
            throw CommandError(
                "WATCH is not supported: commands have no keys, and what follows up to EXEC does not run")
        },
        BuiltIn("unwatch", "transactions", "Forgets a WATCH that was refused.", access: .users) {
            _, reply, connection in
            connection.session.hasWatched = false
            reply.ok()
        },
    ]
}
