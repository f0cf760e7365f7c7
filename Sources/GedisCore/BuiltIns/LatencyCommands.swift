import GedisKit

extension BuiltIn {
    static let latency = BuiltIn(
        "latency", "server", "Shows how long commands take.",
        subcommands: [
            BuiltIn(
                "histogram", "server", "Returns how many calls of commands took at most how many microseconds.",
                [Parameter("commands", .variadic)]
            ) { arguments, reply, connection in
                var wanted: Set<String> = []
                for index in 1..<arguments.count { wanted.insert(arguments.text(at: index).lowercased()) }
                let found = connection.worker.server.commandTotals.filter { name, totals in
                    // A command with subcommands stands for all of them.
                    let container = name.prefix { $0 != "|" }
                    return totals.calls > 0
                        && (wanted.isEmpty || wanted.contains(name.lowercased())
                            || wanted.contains(container.lowercased()))
                }
                reply.map(count: found.count)
                for (name, totals) in found {
                    let steps = totals.histogram.stepsInMicroseconds
                    reply.string(name)
                    reply.map(count: 2)
                    reply.string("calls")
                    reply.integer(totals.calls)
                    reply.string("histogram_usec")
                    reply.map(count: steps.count)
                    for step in steps {
                        reply.integer(step.limit)
                        reply.integer(step.count)
                    }
                }
            },
            // Redis' monitor of events that block it (saving, expiring) has nothing to report here.
            BuiltIn("latest", "server", "Returns nothing: there are no events that block the server.") { _, reply, _ in
                reply.array(count: 0)
            },
            BuiltIn("history", "server", "Returns nothing: there are no such events.", [Parameter("event")]) {
                _, reply, _ in
                reply.array(count: 0)
            },
            BuiltIn("reset", "server", "Returns 0: there are no events to forget.", [Parameter("events", .variadic)]) {
                _, reply, _ in
                reply.integer(0)
            },
        ])
}
