import Foundation
import GedisBackends
import GedisClient
import GedisKit
import Glibc
import Synchronization

/// A redis-server of one test's own, on a Unix socket and, where it has one, a port.
final class RedisProcess: Sendable {
    struct Failure: Error {
        let message: String
    }

    /// An address of the loopback that no other test listens at, so that a port stays free while the server is away.
    static let host = "127.0.0.3"

    /// The port; 0 for none.
    let port: Int
    let socket: String
    private let arguments: [String]
    private let process = Mutex<Process?>(nil)

    /// Describes a server.
    ///
    /// - Parameters:
    ///   - folder: where its files go
    ///   - port: where it listens besides the socket; 0 for nowhere
    ///   - options: what else its command line says
    init(in folder: String, port: Int = 0, _ options: [String] = []) {
        self.port = port
        socket = folder + "/socket"
        arguments =
            ["redis-server", "--dir", folder, "--unixsocket", socket, "--save", "", "--loglevel", "warning"]
            + ["--bind", Self.host, "--port", "\(port)"] + options
    }

    /// Starts the server and waits until it accepts connections.
    ///
    /// - Throws: `Failure` when it ends instead, as it does when its port is taken.
    func start() async throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        self.process.withLock { $0 = process }
        while process.isRunning {
            if let client = try? await Client.connect(to: .unix(path: socket)) { return await client.close() }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw Failure(message: "redis-server \(arguments) does not start")
    }

    /// Sends the server a signal.
    func signal(_ signal: Int32) {
        process.withLock { if let process = $0, process.isRunning { Glibc.kill(process.processIdentifier, signal) } }
    }

    /// Ends the server at once, as a crash does.
    func kill() {
        signal(SIGKILL)
        process.withLock(\.self)?.waitUntilExit()
    }

    /// Calls the server past the backend.
    @discardableResult
    func call(_ words: String...) async throws -> Value { try await call(words) }

    @discardableResult
    func call(_ words: [String]) async throws -> Value {
        let client = try await Client.connect(
            to: .unix(path: socket), configuration: .init(connectTimeout: .seconds(60)))
        let reply = try await client.call(words.map { Array($0.utf8) })
        await client.close()
        return reply
    }

    /// A backend that is not connected yet, with the settings that lead to this server's socket or port.
    func backend(_ settings: [String: String] = [:]) throws -> any ConnectedBackend {
        var all = port == 0 ? ["unixsocket": socket] : ["addr": Self.host, "port": "\(port)"]
        all["timeout"] = "60"
        return try BackendType.redis.makeBackend(name: "main", settings: all.merging(settings) { $1 })
    }
}

// MARK: - Starting

extension RedisProcess {
    /// Starts a server, calls the body with it, and ends it.
    static func with<R>(_ options: [String] = [], _ body: (RedisProcess) async throws -> R) async throws -> R {
        try await withScratchFolder { folder in try await run(RedisProcess(in: folder, options), body) }
    }

    /// Starts a server on a port, calls the body with it, and ends it.
    static func withPort<R>(
        in folder: String, _ options: [String] = [], _ body: (RedisProcess) async throws -> R
    ) async throws -> R {
        try await run(await start { RedisProcess(in: folder, port: try freePort(), options) }, body)
    }

    /// Makes a server and starts it; when that fails, because its port was taken meanwhile, makes another.
    static func start(_ make: () throws -> RedisProcess) async throws -> RedisProcess {
        for _ in 0..<5 {
            let server = try make()
            do {
                try await server.start()
                return server
            } catch is Failure {}
        }
        throw Failure(message: "no redis-server starts")
    }

    private static func run<R>(
        _ server: RedisProcess, _ body: (RedisProcess) async throws -> R
    ) async throws -> R {
        defer { server.kill() }
        if server.process.withLock({ $0 == nil }) { try await server.start() }
        return try await body(server)
    }

    /// A port that is free now.
    static func freePort() throws -> Int {
        let port = try HeldPort()
        port.release()
        return port.number
    }
}
