import Glibc

/// Measures what an idle connection costs a server.
enum MemoryPerConnection {
    /// Opens connections, makes one request on each, and measures after either.
    ///
    /// - Parameters:
    ///   - connections: how many
    ///   - ping: what is requested
    ///   - servers: where
    ///   - bytes: returns how much memory a server holds
    /// - Returns: the bytes for each connection, before and after it was used.
    /// - Throws: `BenchFailure` when the server does not answer.
    static func measure(
        _ connections: Int, _ ping: Row.Contender, _ servers: Servers, _ bytes: (Server) throws(BenchFailure) -> Int
    ) throws(BenchFailure) -> (idle: Int, used: Int) {
        let server = try servers.server(ping.server)
        let before = try settled(server, bytes)
        let (_, generator) = try servers.load(ping, over: .tcp, connections: connections, depth: 1)
        let idle = try settled(server, bytes)
        _ = try generator.run(.requests(connections))
        let used = try settled(server, bytes)
        return ((idle - before) / connections, (used - before) / connections)
    }

    /// The memory once the server has nothing left to do: accepting goes on after the client is connected, and Redis
    /// takes some seconds to give buffers back.
    private static func settled(_ server: Server, _ bytes: (Server) throws(BenchFailure) -> Int) throws(BenchFailure)
        -> Int
    {
        sleep(4)
        var cpu = try ProcessUsage.cpu(of: server.process.pid)
        for _ in 0..<100 {
            usleep(100_000)
            let now = try ProcessUsage.cpu(of: server.process.pid)
            // Redis wakes up ten times a second for nothing.
            if now - cpu < 0.002 { break }
            cpu = now
        }
        return try bytes(server)
    }
}
