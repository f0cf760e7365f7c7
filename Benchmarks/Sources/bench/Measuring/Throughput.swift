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
                let connections =
                    switch row.contenders[0].load {
                    case .crowd(let active, let silent): active + silent
                    case .publishing(let subscribers): subscribers + 1
                    default: connections
                    }
                cells += (row.hasDepth ? depths : [1]).map {
                    Cell(row: row, transport: transport ?? row.transport, connections: connections, depth: $0)
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
        var kept: [Int: any Load] = [:]
        for _ in 0..<options.runs {
            for (number, contender) in contenders.enumerated() {
                let load: any Load = if let kept = kept[number] { kept } else { try load(contender, cell) }
                if case .crowd = contender.load { kept[number] = load }
                runs[number].append(try measure(contender, cell, load))
            }
        }
        return Report.Cell(
            row: cell.row.name, transport: cell.transport.rawValue, connections: cell.connections, depth: cell.depth,
            contenders: zip(contenders, runs).map { contender, runs in
                Report.Contender(server: contender.server.program, name: contender.name, runs: runs)
            })
    }

    private func load(_ contender: Row.Contender, _ cell: Cell) throws(BenchFailure) -> any Load {
        switch contender.load {
        case .requests:
            return try servers.load(contender, over: cell.transport, connections: cell.connections, depth: cell.depth).1
        case .crowd(let active, let silent):
            return try Crowd(
                to: servers.address(of: contender, over: cell.transport), contender.workload, active: active,
                silent: silent, depth: cell.depth, folder: servers.machine.folder)
        case .publishing(let subscribers):
            let address = try servers.address(of: contender, over: cell.transport)
            return try FanOut(to: address, subscribers: subscribers, depth: cell.depth)
        case .handshakes(let areResumed):
            let address = try servers.address(of: contender, over: cell.transport)
            return try Handshakes(
                to: address, servers.tlsContext(), connections: cell.connections, areResumed: areResumed)
        case .processes(let onEachCore):
            let machine = servers.machine
            let number = cell.row.contenders.firstIndex { $0.server == contender.server } ?? 0
            return ClientProcesses(
                to: try servers.address(of: contender, over: cell.transport),
                cores: onEachCore ? machine.cores : [machine.core], row: cell.row.name, contender: number + 1,
                connections: cell.connections, depth: cell.depth, folder: machine.folder)
        }
    }

    private func measure(
        _ contender: Row.Contender, _ cell: Cell, _ load: any Load
    ) throws(BenchFailure) -> Report.Run {
        let server = servers.kind(of: contender, over: contender.transport ?? cell.transport)
        // Processes do not begin and end at once.
        let seconds = contender.load.isOfProcesses ? options.seconds * 3 : options.seconds
        _ = try load.run(seconds: min(0.2, seconds / 3))
        let before = try servers.cpu(of: server)
        let result = try load.run(seconds: seconds)
        let cpu = try servers.cpu(of: server) - before
        return Report.Run(
            requests: result.requests, seconds: result.seconds, serverCPU: cpu, loadCPU: result.loadCPU)
    }
}
