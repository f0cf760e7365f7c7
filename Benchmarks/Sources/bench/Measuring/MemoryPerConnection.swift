import Glibc

/// Measures what a connection costs a server that has nothing to do for it.
struct MemoryPerConnection {
    /// What the connections are.
    enum Connection: String, CaseIterable {
        case plain = "plain"
        case tls = "over TLS"
        case subscribed = "that subscribes"
    }

    let servers: Servers
    let connections: Int
    /// Which server.
    let kind: Server.Kind
    let connection: Connection

    /// Opens connections, makes one request on each unless they subscribe, and measures after either.
    ///
    /// - Parameter bytes: returns how much memory a server holds
    /// - Returns: the bytes for each connection, before and after it was used.
    /// - Throws: `BenchFailure` when the server does not answer.
    func measure(
        _ bytes: (Server.Kind) throws(BenchFailure) -> Int
    ) throws(BenchFailure) -> (idle: Int, used: Int?) {
        let ping = Row.Contender(name: "PING", server: kind, workload: Requests.ping)
        let transport: Transport = connection == .tls ? .tls : .tcp
        // What the first connections need is there then.
        try warm(ping, transport)
        let kind = servers.kind(of: ping, over: transport)
        let server = try servers.server(kind)
        let before = try settled(server) { () throws(BenchFailure) in try bytes(kind) }
        func perConnection() throws(BenchFailure) -> Int {
            (try settled(server) { () throws(BenchFailure) in try bytes(kind) } - before) / connections
        }
        if connection == .subscribed {
            let address = try servers.address(of: ping, over: transport)
            let fanOut = try FanOut(to: address, subscribers: connections, depth: 1)
            let idle = try perConnection()
            return withExtendedLifetime(fanOut) { (idle, nil) }
        }
        let (_, generator) = try servers.load(ping, over: transport, connections: connections, depth: 1)
        let idle = try perConnection()
        _ = try generator.run(.requests(connections))
        return (idle, try perConnection())
    }

    private func warm(_ ping: Row.Contender, _ transport: Transport) throws(BenchFailure) {
        let (_, generator) = try servers.load(ping, over: transport, connections: 50, depth: 1)
        _ = try generator.run(.requests(5000))
    }

    /// The memory once the server has nothing left to do: accepting goes on after the client is connected, and Redis
    /// takes some seconds to give buffers back.
    private func settled(_ server: Server, _ bytes: () throws(BenchFailure) -> Int) throws(BenchFailure) -> Int {
        sleep(4)
        var cpu = try ProcessUsage.cpu(of: server.process.pid)
        for _ in 0..<100 {
            usleep(100_000)
            let now = try ProcessUsage.cpu(of: server.process.pid)
            // Redis wakes up ten times a second for nothing.
            if now - cpu < 0.002 { break }
            cpu = now
        }
        return try bytes()
    }
}
