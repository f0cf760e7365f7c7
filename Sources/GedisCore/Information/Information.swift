import GedisKit
import Glibc

/// What `INFO` replies: sections of names and values, in the words that Redis' tools look for.
struct Information {
    typealias Lines = [(name: String, value: String)]

    private let server: ServerCore
    private let table: CommandTable

    init(_ connection: Connection) {
        server = connection.worker.server
        table = connection.worker.table(for: .clients)
    }

    /// How much is shown.
    enum Scope {
        /// Everything.
        case all
        /// What clients look for when they connect: versions, mode and role.
        case connecting
    }

    /// The sections that are asked for. Those of single commands are long, so only `all` has them, or their names.
    func text(of wanted: Set<String>, in scope: Scope) -> String {
        let sections = scope == .all ? sections : connectingSections
        let isDefault = wanted.isEmpty || wanted.contains("default")
        let isAll = wanted.contains("all") || wanted.contains("everything")
        return sections.filter { section in
            isAll || isDefault && !section.isLong || wanted.contains(section.title.lowercased())
        }
        .map { section in
            "# \(section.title)\r\n" + section.lines().map { "\($0.name):\($0.value)\r\n" }.joined()
        }
        .joined(separator: "\r\n")
    }

    private var sections: [(title: String, isLong: Bool, lines: () -> Lines)] {
        [
            ("Server", false, { serverLines }), ("Clients", false, { clientLines }), ("Memory", false, { memoryLines }),
            ("Persistence", false, { [("loading", "0")] }), ("Stats", false, { statLines }),
            ("Replication", false, { [role, ("connected_slaves", "0")] }), ("CPU", false, { cpuLines }),
            ("Errorstats", false, { errorLines }), ("Commandstats", true, { commandLines }),
            ("Latencystats", true, { latencyLines }), ("Cluster", false, { [("cluster_enabled", "0")] }),
            ("Namespaces", false, { namespaceLines }),
        ]
            + server.statisticsSections.map { section in
                (section.title, false, { section.lines().map { ($0.name, "\($0.value)") } })
            } + [("Keyspace", false, { [] })]
    }

    private var connectingSections: [(title: String, isLong: Bool, lines: () -> Lines)] {
        [
            ("Server", false, { versionLines + [mode] }), ("Persistence", false, { [("loading", "0")] }),
            ("Replication", false, { [role] }),
        ]
    }

    private var versionLines: Lines {
        [("redis_version", ServerVersion.redis), ("gedis_version", ServerVersion.gedis)]
    }

    private var mode: Lines.Element { ("redis_mode", "standalone") }

    private var role: Lines.Element { ("role", "master") }

    private var uptime: Int { Int((ContinuousClock.now - server.started).components.seconds) }

    private var serverLines: Lines {
        versionLines + [
            ("server_name", server.configuration.name), mode, ("os", "Linux"),
            ("arch_bits", "64"), ("process_id", "\(getpid())"), ("tcp_port", "\(server.ports.first ?? 0)"),
            ("uptime_in_seconds", "\(uptime)"), ("uptime_in_days", "\(uptime / 86400)"),
            ("io_threads_active", server.configuration.threads > 1 ? "1" : "0"),
        ]
    }

    private var clientLines: Lines {
        [
            ("connected_clients", "\(server.openConnections)"),
            ("blocked_clients", "0"),
        ]
    }

    private var statLines: Lines {
        let counters = server.counters
        func sum(_ count: (Counters) -> Int) -> String { "\(counters.reduce(0) { $0 + count($1) })" }
        return [
            ("total_connections_received", sum(\.accepted)), ("total_commands_processed", sum(\.commands)),
            ("total_error_replies", sum(\.errors)), ("pubsub_channels", "\(server.channels.channelCount)"),
            ("pubsub_patterns", "\(server.channels.patternCount)"),
            ("slowlog_length", "\(server.slowLog.entries.count)"),
        ]
    }

    private var errorLines: Lines {
        server.errorTotals.map { ("errorstat_\($0.code)", "count=\($0.count)") }
    }

    private var commandLines: Lines {
        server.commandTotals.map { name, totals in
            let microseconds = totals.nanoseconds / 1000
            let mean = totals.calls == 0 ? 0 : Double(totals.nanoseconds) / 1000 / Double(totals.calls)
            return (
                "cmdstat_\(name)",
                "calls=\(totals.calls),usec=\(microseconds),usec_per_call=\(mean.decimals(2)),"
                    + "rejected_calls=\(totals.rejections),failed_calls=\(totals.failures)"
            )
        }
    }

    private var latencyLines: Lines {
        server.commandTotals.filter { $0.totals.calls > 0 }
            .map { name, totals in
                let percentiles = [("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999)].map { label, share in
                    "\(label)=\(totals.histogram.percentile(share).decimals(3))"
                }
                return ("latency_percentiles_usec_\(name)", percentiles.joined(separator: ","))
            }
    }

    private var namespaceLines: Lines {
        let byNamespace = Dictionary(grouping: table.entries.filter(\.isInNamespace), by: \.group)
        let namespaces = Dictionary(server.namespaces.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        let totals = Dictionary(server.commandTotals.map { ($0.name, $0.totals) }, uniquingKeysWith: { $1 })
        return byNamespace.sorted { $0.key < $1.key }
            .map { name, entries in
                let found = entries.compactMap { totals[$0.name] }
                return (
                    name,
                    "commands=\(entries.count),calls=\(found.reduce(0) { $0 + $1.calls }),"
                        + "failed_calls=\(found.reduce(0) { $0 + $1.failures })"
                        + (namespaces[name].map(Self.state) ?? "")
                )
            }
    }

    /// How a namespace is, and the processes that serve it, where it has its own.
    private static func state(of namespace: Namespace) -> String {
        let state = ",state=\(namespace.state.rawValue)"
        guard let processes = namespace.processes?() else {
            return state + ",mounted=\(namespace.relay == nil ? 0 : 1)"
        }
        return state + ",mounted=0,workers=\(processes.count),running_workers=\(processes.count { $0.pid != nil }),"
            + "restarts=\(processes.reduce(0) { $0 + $1.restarts }),"
            + "memory=\(processes.reduce(0) { $0 + $1.memory })"
    }
}
