import Dispatch
import GedisCore
import GedisKit
import GedisServer
import Glibc
import Logging
import Synchronization

/// A program with a server in it: functions of its own are commands, without a config repo or a compiler.
///
///     $ swift run EmbeddingExample 9900
///     listening on 127.0.0.1:9900
///     $ redis-cli -p 9900 room.heat 21.5
///     OK
@main struct Embedding {
    static func main() async throws {
        let room = Room()
        let server = Server(
            ServerConfiguration(
                name: "embedding",
                endpoints: [
                    .tcp(host: "127.0.0.1", port: CommandLine.arguments.dropFirst().first.flatMap(Int.init) ?? 0)
                ]),
            namespaces: [room.namespace], logger: Logger(label: "embedding"))
        // A signal ends it, after it has answered what it has received.
        let signals = [SIGTERM, SIGINT].map { number in
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { server.stop() }
            source.activate()
            return source
        }
        print("listening on \(try await server.start().joined(separator: ", "))")
        fflush(nil)
        await server.run()
        for source in signals { source.cancel() }
    }
}

/// What the program is about, whatever serves it.
final class Room: Sendable {
    private let temperature = Mutex(18.0)

    /// The room's commands. A synchronous one runs on the connection's thread; what waits is asynchronous.
    var namespace: Namespace {
        Namespace(
            name: "room", summary: "A room and its heating.",
            commands: [
                Command(
                    name: "heat", summary: "Sets the temperature.",
                    parameters: [Parameter(name: "degrees", type: "Double", help: "in Celsius")],
                    handler: .synchronous { arguments, reply in
                        let degrees = try arguments.decode(Double.self, at: 0, "degrees")
                        guard 5...30 ~= degrees else { throw CommandError("\(degrees) is no temperature for a room") }
                        self.temperature.withLock { $0 = degrees }
                        reply.ok()
                    }),
                Command(
                    name: "temperature", summary: "The temperature, in Celsius.", returns: "Double",
                    handler: .synchronous { _, reply in reply.result(self.temperature.withLock(\.self)) }),
            ])
    }
}
