import GedisClient
import GedisKit
import GedisCore
import GedisServer
import Logging
import Testing

/// Runs a server for the length of `body`, on a free port by default.
func withServer(
    at endpoint: ServerConfiguration.Endpoint = .tcp(host: "localhost", port: 0),
    channels: Channels = Channels(), logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    _ change: (inout ServerConfiguration) -> Void = { _ in },
    _ body: (Server, Gate) async throws -> Void
) async throws {
    let gate = Gate()
    var configuration = ServerConfiguration(name: "test", endpoints: [endpoint], threads: 2)
    change(&configuration)
    let server = Server(
        configuration, namespaces: [.waiting(at: gate)], channels: channels, logger: logger)
    _ = try await server.start()
    let run = Task { await server.run() }
    let outcome: Result<Void, any Error>
    do {
        outcome = .success(try await body(server, gate))
    } catch {
        outcome = .failure(error)
    }
    gate.open()
    server.stop()
    await run.value
    try outcome.get()
}

func connect(to server: Server) async throws -> Client {
    try await Client.connect(to: .tcp(host: "127.0.0.1", port: try #require(server.ports.first)))
}
