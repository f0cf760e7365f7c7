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

    @OptionGroup var servers: ServerArguments
    @OptionGroup var options: StartOptions
    @Option(help: "Another gedis, which is to serve from now on.", completion: .file()) var binary: String?

    func run() async throws {
        try await servers.forEach("restarting", ofAllThat: \.isThere) { name, workspace in
            try await Self.restart(name, in: workspace, options, by: binary)
        }
    }

    /// Restarts a server.
    ///
    /// - Parameters:
    ///   - name: the server's name
    ///   - workspace: where its definition is
    ///   - options: how it is started
    ///   - binary: by which program; nil for this one
    /// - Throws: why it was not restarted.
    static func restart(
        _ name: String, in workspace: Workspace, _ options: StartOptions, by binary: String?
    ) async throws {
        let running = RunningServer(name, in: workspace)
        // What another gedis makes of the definition, only that one knows.
        if binary == nil { try await check(name, in: workspace) } else { try workspace.requireServer(name) }
        guard let binary else {
            let status = try await running.restart(options.start, in: workspace)
            return Terminal.say("\(status.greeting) · pid \(status.pid)")
        }
        guard let status = try await running.restart(options.start.launch(name, in: workspace), program: binary) else {
            let reason = running.pid == nil ? "does not run" : "has no supervisor that could change its program"
            throw Failure(.notFound, "server \(name) \(reason): start it with that gedis")
        }
        Terminal.say("\(status.greeting) · pid \(status.pid)")
    }

    /// Finds by itself what the next process would say less clearly.
    private static func check(_ name: String, in workspace: Workspace) async throws {
        let running = RunningServer(name, in: workspace)
        do {
            try await StartCheck(of: name, in: workspace).run(withPlaces: running.supervisor == nil)
        } catch {
            if running.pid != nil {
                Terminal.note("server \(name) was not stopped, because it could not start again")
            }
            throw error
        }
    }
}
