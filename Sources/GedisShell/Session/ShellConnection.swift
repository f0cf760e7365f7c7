import GedisClient
import GedisKit
import Synchronization

/// A shell's connection, which is made anew when it was lost.
actor ShellConnection {
    /// What the prompt and the hints need to know at any time.
    struct Status: Sendable {
        var isConnected = false
        var database = 0
        var catalog = CommandCatalog()
    }

    /// Whether a person types: then the connection is made anew, and the commands are asked for.
    nonisolated let isInteractive: Bool
    private let open: @Sendable () async throws -> Client
    private let screen: Screen
    private let current = Mutex(Status())
    private var client: Client?
    private var attempt: Task<Client, any Error>?
    private var isClosed = false
    /// The requests that chose the user and the database, which a new connection is sent too.
    private var authentication: [[UInt8]]?
    private var selection: [[UInt8]]?

    nonisolated var status: Status { current.withLock { $0 } }

    /// A connection that is yet to be made.
    ///
    /// - Parameters:
    ///   - screen: where messages are shown that arrive between replies
    ///   - isInteractive: whether a person types the requests
    ///   - open: makes a connection
    init(screen: Screen, isInteractive: Bool, open: @escaping @Sendable () async throws -> Client) {
        self.screen = screen
        self.isInteractive = isInteractive
        self.open = open
    }

    /// Connects, unless there is a connection.
    ///
    /// - Throws: `ClientError` and `ConfigError` when that fails.
    func connect() async throws { _ = try await connected() }

    /// Sends a request and returns the reply; connects first where there is no connection.
    ///
    /// - Throws: `ClientError`, and `CancellationError` when the task is cancelled.
    func send(_ request: RequestLine) async throws -> Value {
        let client = try await connected()
        do {
            let reply = try await client.send(request.words)
            await take(reply, to: request, from: client)
            return reply
        } catch let error as ClientError {
            lost(client, error)
            throw error
        } catch {
            // Replies come in their order, so that the one that was abandoned holds up those behind it: only another
            // connection helps. It is made although this task may be cancelled.
            await client.close()
            let isForgotten = forget(client)
            if isForgotten, case .failure = await Task(operation: { try await connected() }).result { connectInTime() }
            throw error
        }
    }

    /// The server's commands and the shell's own.
    ///
    /// - Throws: `ClientError` and `ConfigError` when there is no connection.
    func catalog() async throws -> CommandCatalog {
        if status.catalog.commands.isEmpty { await learn(from: try await connected()) }
        return status.catalog
    }

    /// Makes a further connection, with the same user and database, for messages without end.
    ///
    /// - Throws: `ClientError` and `ConfigError` when that fails.
    func another() async throws -> Client {
        let client = try await open()
        for request in [authentication, selection].compactMap(\.self) {
            if case .error(let error) = try await client.send(request) { screen.post(.note("(error) \(error)")) }
        }
        // A server that knows no RESP3 refuses, and goes on with RESP2.
        _ = try await client.send(["HELLO", "3"].map { Array($0.utf8) })
        return client
    }

    /// Makes a further connection as soon as that succeeds.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    func anotherInTime() async throws -> Client {
        while true {
            try await Task.sleep(for: .milliseconds(500))
            if let client = try? await another() { return client }
        }
    }

    /// Ends the connection.
    func close() async {
        isClosed = true
        await client?.close()
    }

    // MARK: Connecting

    private func connected() async throws -> Client {
        if let client { return client }
        let attempt =
            attempt
            ?? Task {
                let client = try await another()
                self.client = client
                current.withLock { $0.isConnected = true }
                if isInteractive { await learn(from: client) }
                watch(client)
                return client
            }
        self.attempt = attempt
        defer { self.attempt = nil }
        return try await withTaskCancellationHandler {
            try await attempt.value
        } onCancel: {
            attempt.cancel()
        }
    }

    /// Shows what arrives that is no reply, and notices the end.
    private func watch(_ client: Client) {
        let pushes = client.pushes()
        Task {
            do {
                for try await push in pushes { screen.post(.output(screen.output.format.render(push))) }
            } catch {
                lost(client, error)
            }
        }
    }

    /// Says that the connection ended, once, and goes on trying to make another.
    private func lost(_ client: Client, _ error: any Error) {
        guard forget(client), isInteractive, !isClosed else { return }
        screen.post(.note("\(error); connecting again"))
        connectInTime()
    }

    /// Drops the connection; false where it was dropped before.
    private func forget(_ client: Client) -> Bool {
        guard self.client === client else { return false }
        self.client = nil
        current.withLock { $0.isConnected = false }
        return true
    }

    /// Connects as soon as that succeeds, and says so; a request that is sent meanwhile may be faster.
    private func connectInTime() {
        Task {
            while client == nil, !isClosed {
                if (try? await connected()) != nil { return screen.post(.note("connected again")) }
                try await Task.sleep(for: .milliseconds(500))
            }
        }
    }

    // MARK: What the server can do

    private func learn(from client: Client) async {
        var commands: [CommandHelp]?
        if let reply = try? await client.call("COMMAND", "DOCS") { commands = CommandHelp.all(documentedBy: reply) }
        // Redis learned to document its commands in version 7.
        if commands == nil, let reply = try? await client.call("COMMAND") {
            commands = CommandHelp.all(listedBy: reply)
        }
        let catalog = CommandCatalog((commands ?? []) + Shell.ownCommands)
        current.withLock { $0.catalog = catalog }
    }

    /// Keeps what a new connection is sent, and learns anew where the commands may be others now.
    private func take(_ reply: Value, to request: RequestLine, from client: Client) async {
        let error = if case .error(let error) = reply { error } else { CommandError?.none }
        let isUnknown = error?.message.hasPrefix("unknown command") ?? false
        switch request.name(at: 0) {
        case "auth" where error == nil, "hello" where error == nil && request.bearsSecret:
            authentication = request.words
            if request.name(at: 0) == "auth" { _ = try? await client.call("HELLO", "3") }
            if isInteractive { await learn(from: client) }
        case "select" where error == nil:
            selection = request.words
            setDatabase(request.name(at: 1).flatMap { Int($0) } ?? 0)
        case "reset" where error == nil:
            (authentication, selection) = (nil, nil)
            setDatabase(0)
        default:
            let isListed = status.catalog.command(calledBy: request) != nil
            let hasChanged = isListed ? isUnknown : error == nil
            if isInteractive, hasChanged { await learn(from: client) }
        }
    }

    private func setDatabase(_ number: Int) { current.withLock { $0.database = number } }
}
