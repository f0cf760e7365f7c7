import GedisClient
import GedisCore
import GedisKit
import GedisServer
import Logging
import Testing

@testable import GedisShell

/// Runs a shell on a server with the namespace `calc` for the length of `body`.
func withShell(
    isInteractive: Bool = false, output: CollectedOutput = CollectedOutput(),
    _ body: (Shell, CollectedOutput) async throws -> Void
) async throws {
    let server = Server(
        ServerConfiguration(name: "test", endpoints: [.tcp(host: "127.0.0.1", port: 0)], threads: 1),
        namespaces: [calc], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    _ = try await server.start()
    let run = Task { await server.run() }
    let port = try #require(server.ports.first)
    let connection = ShellConnection(screen: Screen(output: output), isInteractive: isInteractive) {
        try await Client.connect(to: .tcp(host: "127.0.0.1", port: port))
    }
    let shell = Shell(name: "main", connection: connection, output: output)
    let outcome: Result<Void, any Error>
    do {
        outcome = .success(try await body(shell, output))
    } catch {
        outcome = .failure(error)
    }
    await connection.close()
    server.stop()
    await run.value
    try outcome.get()
}

private let calc = Namespace(
    name: "calc", summary: "Arithmetic.",
    commands: [
        Command(name: "one", summary: "Is one.", handler: .synchronous { _, reply in reply.result(1) }),
        Command(
            name: "fail", summary: "Fails.",
            handler: .synchronous { _, _ in throw CommandError("as it was asked to") }),
    ])
