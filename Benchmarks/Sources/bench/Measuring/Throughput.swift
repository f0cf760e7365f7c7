/// Measures how much a server does, and what it costs.
struct Throughput {
    /// A situation that a row is measured in.
    struct Cell {
        var row: Row
        var transport: Transport
        var connections: Int
        var depth: Int
    }

    let servers: Servers
    let options: Options

    /// The situations to measure.
    var cells: [Cell] {
        let depths = options.depth.map { [$0] } ?? (options.isQuick ? [1, 64] : [1, 16, 64])
        var cells: [Cell] = []
        func add(_ names: [String]?, _ transport: Transport?, _ connections: Int) {
            for row in Row.all where options.includes(row.name) && names?.contains(row.name) ?? true {
                cells += depths.map {
                    Cell(
                        row: row, transport: transport ?? row.transport,
                        connections: row.subscribers.map { $0 + 1 } ?? connections, depth: $0)
                }
            }
        }
        add(nil, nil, 50)
        add(["ping", "sum"], .tcp, 1)
        add(["ping", "sum"], .tcp, 1000)
        add(["ping", "echo", "echo-16k"], .tls, 50)
        add(["ping", "echo"], .unix, 50)
        return cells
    }

    /// Measures gedis and its rivals in turn, as often as the options say, so that what else the machine does meets
    /// all of them.
    ///
    /// - Throws: `BenchFailure` for a wrong reply, or when a server does not answer.
    func measure(_ cell: Cell) throws(BenchFailure) -> Report.Cell {
        let contenders = cell.row.contenders.filter { servers.machine.has($0.server) }
        var runs = contenders.map { _ in [Report.Run]() }
        for _ in 0..<options.runs {
            for (number, contender) in contenders.enumerated() {
                runs[number].append(try measure(contender, cell))
            }
        }
        return Report.Cell(
            row: cell.row.name, transport: cell.transport.rawValue, connections: cell.connections, depth: cell.depth,
            contenders: zip(contenders, runs).map { contender, runs in
                Report.Contender(server: contender.server.program, name: contender.name, runs: runs)
            })
    }

    /// Puts load on a server for so many seconds.
    private typealias Load = (Double) throws(BenchFailure) -> LoadGenerator.Result

    private func load(_ contender: Row.Contender, _ cell: Cell) throws(BenchFailure) -> (Server.Kind, Load) {
        if let subscribers = cell.row.subscribers {
            guard let address = try servers.server(contender.server).addresses[.tcp] else {
                throw BenchFailure("\(contender.name) cannot be reached")
            }
            let fanOut = try FanOut(to: address, subscribers: subscribers, depth: cell.depth)
            return (contender.server, { seconds throws(BenchFailure) in try fanOut.run(seconds: seconds) })
        }
        let (_, generator) = try servers.load(
            contender, over: cell.transport, connections: cell.connections, depth: cell.depth)
        let kind = servers.kind(of: contender, over: cell.transport)
        return (kind, { seconds throws(BenchFailure) in try generator.run(.seconds(seconds)) })
    }

    private func measure(_ contender: Row.Contender, _ cell: Cell) throws(BenchFailure) -> Report.Run {
        let (server, run) = try load(contender, cell)
        _ = try run(min(0.2, options.seconds / 3))
        let before = try servers.cpu(of: server)
        let result = try run(options.seconds)
        let cpu = try servers.cpu(of: server) - before
        return Report.Run(
            requests: result.requests, seconds: result.seconds, serverCPU: cpu, loadCPU: result.loadCPU)
    }
}
