import GedisKit
import Glibc

// What a client asks about the server.

extension BuiltIn {
    static let server = [
        BuiltIn(
            "info", "server",
            "Returns statistics of the server; users without a right to them get what clients connect by.",
            [Parameter("section", .variadic)], access: .users
        ) { arguments, reply, connection in
            var wanted: Set<String> = []
            for index in 0..<arguments.count { wanted.insert(arguments.text(at: index).lowercased()) }
            let scope: Information.Scope = connection.mayReadStatistics ? .all : .connecting
            reply.verbatim(Information(connection).text(of: wanted, in: scope), format: "txt")
        },
        BuiltIn("monitor", "server", "Shows every request until the connection is closed or reset.") {
            _, connection in
            let connection = Confined(connection)
            return { reply in
                await connection.value.beginMonitoring()
                reply.ok()
            }
        },
        BuiltIn("time", "server", "Returns the time: seconds since 1970, and microseconds.") { _, reply, _ in
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            reply.result([String(time.tv_sec), String(time.tv_nsec / 1000)])
        },
        BuiltIn("role", "server", "Returns master: there are no replicas.") { _, reply, _ in
            reply.array(count: 3)
            reply.string("master")
            reply.integer(0)
            reply.array(count: 0)
        },
    ]
}

extension Connection {
    /// Whether the client's rules let it call `INFO`, which in its short form everybody may.
    fileprivate var mayReadStatistics: Bool {
        guard let rules = session.account?.rules else { return true }
        return worker.table(for: audience).entries.first { $0.name == "info" }.map(rules.allow) ?? true
    }
}
