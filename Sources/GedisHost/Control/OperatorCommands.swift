import GedisKit

/// The commands of a server's control socket, by which other processes of this machine reach it.
struct OperatorCommands: Sendable {
    var status: @Sendable () async -> ServerStatus
    var reload: @Sendable () async throws -> [String]
    var stop: @Sendable () -> Void

    var namespace: Namespace {
        Namespace(
            name: "gedis", summary: "Manages the server.",
            commands: [
                Command(
                    name: "status", summary: "Says how the server is.",
                    handler: .asynchronous { calls in
                        while calls.next() { calls.reply.result(await status().reply) }
                    }),
                Command(
                    name: "reload", summary: "Loads what changed in the config repo; returns the namespaces.",
                    handler: .asynchronous { calls in
                        while calls.next() {
                            do {
                                // In a task of its own, off the thread that accepts connections: actors run where their
                                // caller's task prefers to, and an init may take its time.
                                calls.reply.result(try await Task { try await reload() }.value)
                            } catch {
                                // A compiler's message has lines, which an error reply could not keep.
                                calls.reply.result(Value.map([.init("error", .string("\(error)"))]))
                            }
                        }
                    }),
                Command(
                    name: "stop", summary: "Ends the server gracefully.",
                    handler: .synchronous { _, reply in
                        stop()
                        reply.ok()
                    }),
            ])
    }
}
