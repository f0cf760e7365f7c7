import GedisKit

extension BuiltIn {
    static let slowLog = BuiltIn(
        "slowlog", "server", "Shows the calls that took long.",
        subcommands: [
            BuiltIn(
                "get", "server", "Returns the last slow calls: 10, or as many as are asked for.",
                [
                    Parameter("count", .optional, type: "Int")
                ]
            ) { arguments, reply, connection in
                let count = arguments.count > 1 ? arguments.integer(at: 1) : 10
                guard let count, count >= -1 else { throw CommandError("count should be greater than or equal to -1") }
                let entries = connection.worker.server.slowLog.entries.prefix(count == -1 ? .max : count)
                reply.array(count: entries.count)
                for entry in entries {
                    reply.array(count: 6)
                    reply.integer(entry.id)
                    reply.integer(entry.time)
                    reply.integer(entry.microseconds)
                    reply.array(count: entry.request.count)
                    for part in entry.request { reply.bulk(part) }
                    reply.string(entry.address)
                    reply.string(entry.clientName)
                }
            },
            BuiltIn("len", "server", "Counts the slow calls that are kept.") { _, reply, connection in
                reply.integer(connection.worker.server.slowLog.entries.count)
            },
            BuiltIn("reset", "server", "Forgets the slow calls.") { _, reply, connection in
                connection.worker.server.slowLog.removeAll()
                reply.ok()
            },
        ])
}
