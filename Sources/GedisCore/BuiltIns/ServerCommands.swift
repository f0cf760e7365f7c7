import GedisKit
import Glibc

// What a client asks about the server.

extension BuiltIn {
    static let server = [
        BuiltIn("info", "server", "Returns statistics of the server.", [Parameter("section", .variadic)]) {
            arguments, reply, connection in
            var wanted: Set<String> = []
            for index in 0..<arguments.count { wanted.insert(arguments.text(at: index).lowercased()) }
            reply.verbatim(Information(connection).text(of: wanted), format: "txt")
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
