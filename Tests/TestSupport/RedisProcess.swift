import Foundation
package import GedisClient
package import GedisKit
import Glibc
import Synchronization

/// A redis-server of one test's own, on a Unix socket and, where it has one, a port.
package final class RedisProcess: Sendable {
    /// What its port speaks.
    package enum Port: String, Sendable {
        case tcp = "--port"
        case tls = "--tls-port"
    }

    package static let host = "127.0.0.1"

    /// The port; 0 for none.
    package let port: Int
    /// The path of its Unix socket.
    package let socket: String
    private let arguments: [String]
    private let process = Mutex<Process?>(nil)

    /// Describes a server.
    ///
    /// - Parameters:
    ///   - folder: where its files go
    ///   - port: where it listens besides the socket; 0 for nowhere
    ///   - kind: what the port speaks
    ///   - options: what else its command line says
    package init(in folder: String, port: Int = 0, _ kind: Port = .tcp, _ options: [String] = []) {
        self.port = port
        socket = folder + "/socket"
        arguments =
            ["redis-server", "--dir", folder, "--unixsocket", socket, "--save", "", "--loglevel", "warning"]
            + ["--bind", Self.host, "--port", "0", kind.rawValue, "\(port)"] + options
    }

    /// Starts the server and waits until it accepts connections.
    ///
    /// - Throws: `TestFailure` when it ends instead, as it does when its port is taken.
    package func start() async throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        self.process.withLock { $0 = process }
        while process.isRunning {
            if let client = try? await connect() { return await client.close() }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw TestFailure("redis-server \(arguments) does not start")
    }

    /// Sends the server a signal.
    package func signal(_ signal: Int32) {
        process.withLock { if let process = $0, process.isRunning { Glibc.kill(process.processIdentifier, signal) } }
    }

    /// Ends the server at once, as a crash does.
    package func kill() {
        signal(SIGKILL)
        process.withLock(\.self)?.waitUntilExit()
    }

    /// Connects to its socket.
    package func connect(_ configuration: Client.Configuration = .init()) async throws -> Client {
        try await Client.connect(to: .unix(path: socket), configuration: configuration)
    }

    /// Calls the server over a connection of its own.
    @discardableResult
    package func call(_ words: String...) async throws -> Value { try await call(words) }

    /// Calls the server over a connection of its own.
    @discardableResult
    package func call(_ words: [String]) async throws -> Value {
        let client = try await connect(.init(connectTimeout: .seconds(60)))
        let reply = try await client.call(words.map { Array($0.utf8) })
        await client.close()
        return reply
    }
}

// MARK: - Starting

extension RedisProcess {
    /// Starts a server in a folder of its own, calls the body with it, and ends it.
    package static func with<R>(
        _ options: [String] = [], port: Port? = nil, _ body: (RedisProcess) async throws -> R
    ) async throws -> R {
        try await withScratchFolder { try await with(in: $0, options, port: port, body) }
    }

    /// Starts a server, calls the body with it, and ends it.
    package static func with<R>(
        in folder: String, _ options: [String] = [], port: Port? = nil, _ body: (RedisProcess) async throws -> R
    ) async throws -> R {
        let server = try await start {
            RedisProcess(in: folder, port: port == nil ? 0 : try freePort(), port ?? .tcp, options)
        }
        defer { server.kill() }
        return try await body(server)
    }

    /// Makes a server and starts it; when that fails, because its port was taken meanwhile, makes another.
    package static func start(_ make: () throws -> RedisProcess) async throws -> RedisProcess {
        var last: (any Error)?
        for _ in 0..<5 {
            let server = try make()
            do {
                try await server.start()
                return server
            } catch let error as TestFailure {
                last = error
            }
        }
        throw last ?? TestFailure("no redis-server starts")
    }
}
