import FoundationEssentials
import Glibc

/// Measures gedis beside redis-server.
@main
enum Main {
    static func main() {
        do {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            if let address = options.load {
                try load(address, options)
            } else {
                try measure(options)
            }
        } catch {
            say("bench: \(error)")
            exit(1)
        }
    }

    /// Puts load on a server that somebody else has started.
    private static func load(_ address: Address, _ options: Options) throws(BenchFailure) {
        guard let row = Row.all.first(where: { options.includes($0.name) }), options.contender <= row.contenders.count
        else { throw BenchFailure("no such row or contender\n\(Options.usage)") }
        let generator = try LoadGenerator(
            to: address, row.contenders[options.contender - 1].workload, connections: options.connections,
            depth: options.depth ?? 1)
        let result = try generator.run(.seconds(options.seconds))
        print(
            """
            \(result.requests) requests in \(result.seconds) s, \(Int(Double(result.requests) / result.seconds))/s, \
            all replies right; the load's own CPU: \(result.loadCPU) s
            """)
    }

    private static func measure(_ options: Options) throws(BenchFailure) {
        signal(SIGPIPE, SIG_IGN)
        let machine = try Machine()
        var report = Report(environment: try Report.Environment(machine, options))
        do {
            try measure(on: machine, options, into: &report)
        } catch {
            // What was measured before is worth having.
            try publish(report, options)
            throw error
        }
        try publish(report, options)
    }

    private static func measure(on machine: Machine, _ options: Options, into report: inout Report) throws(BenchFailure)
    {
        try measureThroughput(on: machine, options, into: &report)
        if options.includes("allocations") { try countAllocations(on: machine, options, into: &report) }
        if options.includes("memory") { try measureMemory(on: machine, into: &report) }
        let costs = WorkerCosts(machine: machine, runs: options.isQuick ? 3 : 10)
        for row in ["python", "isolated"] where options.includes(row) {
            progress("memory of \(row)")
            report.workers += try costs.memory(row)
        }
        if options.includes("python") {
            progress("adding a Python file")
            report.start += try costs.adding()
        }
        if options.includes("start") {
            progress("start times")
            report.start += try StartTimes(machine: machine, runs: options.isQuick ? 3 : 10).measure()
        }
    }

    private static func measureThroughput(
        on machine: Machine, _ options: Options, into report: inout Report
    ) throws(BenchFailure) {
        let throughput = Throughput(servers: Servers(on: machine), options: options)
        let cells = throughput.cells
        for (number, cell) in cells.enumerated() {
            progress(
                "\(number + 1)/\(cells.count) \(cell.row.name) · \(cell.transport.rawValue) · "
                    + "\(cell.connections) connections · depth \(cell.depth)")
            report.throughput.append(try throughput.measure(cell))
        }
    }

    private static func countAllocations(
        on machine: Machine, _ options: Options, into report: inout Report
    ) throws(BenchFailure) {
        let allocations = Allocations(on: machine)
        let rows = Row.all.filter { $0.transport == .tcp && !$0.hasWorkers }
        for row in rows where options.only.isDisjoint(with: Row.all.map(\.name)) || options.includes(row.name) {
            progress("allocations of \(row.name)")
            for depth in [1, 64] { report.allocations += try allocations.measure(row, depth: depth) }
        }
    }

    private static func measureMemory(on machine: Machine, into report: inout Report) throws(BenchFailure) {
        let connections = 2000
        progress("memory of \(connections) connections")
        func add(_ kind: Server.Kind, _ what: String, _ bytes: (idle: Int, used: Int)) {
            report.memory.append(
                Report.Memory(
                    server: kind == .redis ? "redis" : "gedis", kind: what, connections: connections,
                    idleBytes: bytes.idle, usedBytes: bytes.used))
        }
        for kind in [Server.Kind.gedis, .redis] {
            add(kind, "heap", try Allocations(on: machine).heapPerConnection(of: kind, connections: connections))
        }
        for kind in [Server.Kind.gedis, .redis] {
            let servers = Servers(on: machine)
            let ping = Row.Contender(name: "PING", server: kind, workload: Requests.ping)
            let bytes = try MemoryPerConnection.measure(connections, ping, servers) { server throws(BenchFailure) in
                try ProcessUsage.anonymousMemory(of: server.process.pid)
            }
            add(kind, "anonymous", bytes)
        }
    }

    private static func publish(_ report: Report, _ options: Options) throws(BenchFailure) {
        print(Markdown.text(of: report))
        guard let folder = options.output else { return }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            try encoder.encode(report).write(to: URL(filePath: "\(folder)/results.json"))
            try Data(Markdown.text(of: report).utf8).write(to: URL(filePath: "\(folder)/results.md"))
        } catch {
            throw BenchFailure("cannot write to \(folder): \(error)")
        }
    }

    private static func progress(_ text: String) { say("· \(text)") }

    /// Says it on stderr: stdout has the tables alone.
    private static func say(_ text: String) {
        let bytes = Array("\(text)\n".utf8)
        _ = Glibc.write(2, bytes, bytes.count)
    }
}
