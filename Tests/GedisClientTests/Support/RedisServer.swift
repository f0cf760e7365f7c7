import Foundation
import GedisClient
import Glibc

/// A redis-server of one test's own, on a Unix socket and, where asked for, on ports.
struct RedisServer: Sendable {
    enum Port: String {
        case tcp = "--port"
        case tls = "--tls-port"
    }

    let scratch: Scratch
    let port: Int
    private let process: Process

    var socket: Client.Endpoint { .unix(path: scratch("socket")) }

    func connect(_ configuration: Client.Configuration = .init()) async throws -> Client {
        try await Client.connect(to: socket, configuration: configuration)
    }

    /// Ends the server at once, as a crash does.
    func kill() {
        if process.isRunning { Glibc.kill(process.processIdentifier, SIGKILL) }
    }

    /// Runs a server as long as `body` runs.
    static func with<R>(
        _ options: [String] = [], port: Port? = nil, _ body: (RedisServer) async throws -> R
    ) async throws -> R {
        try await Scratch.with { try await with($0, options, port: port, body) }
    }

    static func with<R>(
        _ scratch: Scratch, _ options: [String] = [], port: Port? = nil, _ body: (RedisServer) async throws -> R
    ) async throws -> R {
        let server = try await start(scratch, options, port)
        do {
            let result = try await body(server)
            await server.stop()
            return result
        } catch {
            await server.stop()
            throw error
        }
    }

    private func stop() async {
        kill()
        process.waitUntilExit()
    }

    /// Starts a server and waits until it accepts connections. Another process may take a port that was free before
    /// the server has it: then the server ends, and the next port is tried.
    private static func start(_ scratch: Scratch, _ options: [String], _ port: Port?) async throws -> RedisServer {
        for _ in 0..<5 {
            let number = port == nil ? 0 : try freePort()
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments =
                ["redis-server", "--unixsocket", scratch("socket"), "--dir", scratch.path, "--save", ""]
                + (port == .tcp ? [] : ["--port", "0"]) + (port.map { [$0.rawValue, "\(number)"] } ?? []) + options
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            let server = RedisServer(scratch: scratch, port: number, process: process)
            while process.isRunning {
                if let client = try? await server.connect() {
                    await client.close()
                    return server
                }
                await Task.yield()
            }
        }
        throw Tool.Failure(description: "redis-server \(options) does not start")
    }

    private static func freePort() throws -> Int {
        let listener = try Listener(.tcp)
        defer { listener.close() }
        return listener.port
    }
}
