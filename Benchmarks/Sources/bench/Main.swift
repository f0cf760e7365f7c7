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
        try raiseDescriptorLimit()
        if options.isHolding { try Crowd.hold(options.connections, to: address) }
        guard let row = Row.all.first(where: { options.includes($0.name) }), options.contender <= row.contenders.count
        else { throw BenchFailure("no such row or contender\n\(Options.usage)") }
        let generator = try LoadGenerator(
            to: address, row.contenders[options.contender - 1].workload, connections: options.connections,
            depth: options.depth ?? 1)
        let result = try generator.run(.seconds(options.seconds))
        print(result.line)
    }

    private static func measure(_ options: Options) throws(BenchFailure) {
        signal(SIGPIPE, SIG_IGN)
        try raiseDescriptorLimit()
        let machine = try Machine(namespaceCount: options.namespaceCount)
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
        if options.includes("namespaces") {
            let costs = NamespaceCosts(machine: machine, runs: options.isQuick ? 3 : 7)
            progress("start, reload and memory of \(machine.namespaceCount) namespaces")
            report.start += try costs.times()
            report.processes += try costs.memory()
        }
        let costs = WorkerCosts(machine: machine, runs: options.isQuick ? 3 : 10)
        for row in ["python", "isolated"] where options.includes(row) {
            progress("memory of \(row)")
            report.processes += try costs.memory(row)
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
        for connection in MemoryPerConnection.Connection.allCases {
            for kind in [Server.Kind.gedis, .redis] {
                progress("memory of \(connections) connections to \(kind.program), \(connection.rawValue)")
                func add(_ what: String, _ bytes: (idle: Int, used: Int?)) {
                    report.memory.append(
                        Report.Memory(
                            server: kind.program, kind: what, connection: connection.rawValue,
                            connections: connections, idleBytes: bytes.idle, usedBytes: bytes.used))
                }
                add("heap", try heap(of: kind, connection, connections, on: machine))
                add("anonymous", try anonymousMemory(of: kind, connection, connections, on: machine))
            }
        }
    }

    // Functions of their own, so that the servers of the one have ended when the other's start.

    private static func heap(
        of kind: Server.Kind, _ connection: MemoryPerConnection.Connection, _ connections: Int, on machine: Machine
    ) throws(BenchFailure) -> (idle: Int, used: Int?) {
        try Allocations(on: machine).heapPerConnection(of: kind, connection, connections: connections)
    }

    private static func anonymousMemory(
        of kind: Server.Kind, _ connection: MemoryPerConnection.Connection, _ connections: Int, on machine: Machine
    ) throws(BenchFailure) -> (idle: Int, used: Int?) {
        let servers = Servers(on: machine)
        return try MemoryPerConnection(servers: servers, connections: connections, kind: kind, connection: connection)
            .measure { kind throws(BenchFailure) in
                try ProcessUsage.anonymousMemory(of: servers.server(kind).process.pid)
            }
    }

    /// Lets this process and those that it starts have as many descriptors as the system allows.
    private static func raiseDescriptorLimit() throws(BenchFailure) {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { throw .system("getrlimit") }
        limit.rlim_cur = limit.rlim_max
        guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { throw .system("setrlimit") }
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
