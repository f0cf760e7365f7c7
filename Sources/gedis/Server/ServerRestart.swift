import ArgumentParser
import GedisConfig
import GedisHost

struct ServerRestart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart",
        abstract: "Lets another process serve, without a gap; starts a server that does not run, detached.",
        discussion: """
            The next process is started and checked beside the one that serves, and takes over its sockets and its \
            connections: those over TCP and Unix sockets stay, those over TLS, WebSocket and HTTP end between two \
            replies. If it cannot serve, nothing changes. A server without a supervisor is stopped and started.
            """)

    @OptionGroup var server: ServerArgument
    @OptionGroup var options: StartOptions
    @Option(help: "Another gedis, which is to serve from now on.") var binary: String?

    func run() async throws {
        try await Self.restart(server, options, by: binary)
    }

    /// Restarts a server.
    ///
    /// - Parameters:
    ///   - server: the server
    ///   - options: how it is started
    ///   - binary: by which program; nil for this one
    /// - Throws: why it was not restarted.
    static func restart(_ server: ServerArgument, _ options: StartOptions, by binary: String?) async throws {
        let workspace = try Workspace(server.repo)
        let running = RunningServer(server.name, in: workspace)
        // What another gedis makes of the definition, only that one knows.
        if binary == nil { try await check(server, in: workspace) } else { try workspace.requireServer(server.name) }
        let launch = options.launch(server.name, in: workspace)
        if let status = try await running.restart(launch, program: binary) {
            return Terminal.say("\(status.greeting) · pid \(status.pid)")
        }
        guard binary == nil else {
            let reason = running.pid == nil ? "does not run" : "has no supervisor that could change its program"
            throw Failure(.notFound, "server \(server.name) \(reason): start it with that gedis")
        }
        _ = try await running.stop()
        let words = options.words(.supervise, server.name, in: workspace)
        let status = try await Detachment(of: server.name, in: workspace, words: words).start()
        Terminal.say("\(status.greeting) · pid \(status.pid)")
    }

    /// Finds by itself what the next process would say less clearly.
    private static func check(_ server: ServerArgument, in workspace: Workspace) async throws {
        do {
            try await StartCheck(of: server.name, in: workspace).run()
        } catch {
            if RunningServer(server.name, in: workspace).pid != nil {
                Terminal.note("server \(server.name) was not stopped, because it could not start again")
            }
            throw error
        }
    }
}
