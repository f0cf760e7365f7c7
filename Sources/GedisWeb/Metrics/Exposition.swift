import GedisCore
import GedisKit

/// Metrics in Prometheus' text format, version 0.0.4.
///
/// It is written by hand: the format is a few rules, the metrics are counted already, and a library of metrics would keep
/// them a second time.
struct Exposition {
    private(set) var text = ""

    init(_ metrics: ServerMetrics) {
        add("gedis_build_info", .gauge, "The version, as labels; always 1.") {
            [(Self.labels(("version", metrics.version), ("redis_version", metrics.redisVersion)), "1")]
        }
        add("gedis_uptime_seconds", .gauge, "How long the server has run.") { [("", Self.seconds(metrics.uptime))] }
        add("gedis_connections", .gauge, "Connections that are open.") { [("", "\(metrics.connections)")] }
        add("gedis_connections_accepted_total", .counter, "Connections since the start.") {
            [("", "\(metrics.acceptedConnections)")]
        }
        add("gedis_stuck_threads", .gauge, "Threads that a command keeps, by the command.") {
            Dictionary(grouping: metrics.stuckCommands, by: { $0 }).sorted { $0.key < $1.key }
                .map { (Self.labels(("command", $0.key)), "\($0.value.count)") }
        }
        add("gedis_requests_total", .counter, "Requests since the start, those that were refused among them.") {
            [("", "\(metrics.requests)")]
        }
        add("gedis_error_replies_total", .counter, "Error replies by the error's first word.") {
            metrics.errors.map { (Self.labels(("kind", $0.kind)), "\($0.count)") }
        }
        add("gedis_command_failures_total", .counter, "Calls that ended with an error.") {
            metrics.commands.map { (Self.labels(("command", $0.name)), "\($0.failures)") }
        }
        add("gedis_command_rejections_total", .counter, "Calls that were refused before they ran.") {
            metrics.commands.map { (Self.labels(("command", $0.name)), "\($0.rejections)") }
        }
        addWorkers(metrics.workers)
        addDurations(metrics.commands)
        for line in metrics.sections.flatMap({ $0.lines() }) {
            add("gedis_\(line.name)\(line.isTotal ? "_total" : "")", line.isTotal ? .counter : .gauge, line.help) {
                [("", "\(line.value)")]
            }
        }
    }

    private mutating func addWorkers(_ workers: [ServerMetrics.Worker]) {
        guard !workers.isEmpty else { return }
        func samples(_ value: (ServerMetrics.Worker) -> Int) -> [(labels: String, value: String)] {
            workers.map {
                (Self.labels(("namespace", $0.namespace), ("worker", "\($0.number)")), "\(value($0))")
            }
        }
        add("gedis_worker_up", .gauge, "Whether a worker's process runs.") { samples { $0.status.pid == nil ? 0 : 1 } }
        add("gedis_worker_restarts_total", .counter, "How often a worker was started anew.") {
            samples(\.status.restarts)
        }
        add("gedis_worker_calls_total", .counter, "Calls that a worker was sent.") { samples(\.status.calls) }
        add("gedis_worker_memory_bytes", .gauge, "Memory of a worker's process.") { samples(\.status.memory) }
    }

    private enum Kind: String { case counter, gauge, histogram }

    private mutating func add(
        _ name: String, _ kind: Kind, _ help: String, samples: () -> [(labels: String, value: String)]
    ) {
        addHead(name, kind, help)
        for sample in samples() { text += "\(name)\(sample.labels) \(sample.value)\n" }
    }

    private mutating func addHead(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    private mutating func addDurations(_ commands: [ServerMetrics.Command]) {
        let name = "gedis_command_duration_seconds"
        addHead(name, .histogram, "How long calls took.")
        for command in commands {
            for (nanoseconds, calls) in command.cumulative {
                let limit = Self.seconds(.nanoseconds(nanoseconds))
                text += "\(name)_bucket\(Self.labels(("command", command.name), ("le", limit))) \(calls)\n"
            }
            text += "\(name)_bucket\(Self.labels(("command", command.name), ("le", "+Inf"))) \(command.calls)\n"
            let own = Self.labels(("command", command.name))
            text += "\(name)_sum\(own) \(Self.seconds(.nanoseconds(command.nanoseconds)))\n"
            text += "\(name)_count\(own) \(command.calls)\n"
        }
    }

    private static func labels(_ pairs: (name: String, value: String)...) -> String {
        "{" + pairs.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",") + "}"
    }

    /// An error's first word is chosen by whoever wrote the command.
    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    private static func seconds(_ time: Duration) -> String { "\(time / .seconds(1))" }
}
