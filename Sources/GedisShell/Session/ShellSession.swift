import GedisClient
import GedisDispatch
import Glibc

/// A shell at a terminal.
struct ShellSession: Sendable {
    private let shell: Shell
    private let screen: Screen
    private let history: HistoryFile
    private let editor: LineEditor

    /// A session on the terminal, which shows nothing yet.
    init(shell: Shell, screen: Screen, history: HistoryFile) {
        self.shell = shell
        self.screen = screen
        self.history = history
        editor = LineEditor(screen: screen, advisor: shell, history: history.lines())
    }

    /// Reads and carries out lines until the person leaves.
    ///
    /// - Throws: `ClientError` when the server can't be reached at first, `ShellError` when Ctrl-C came first.
    func run() async throws {
        let signals = Task { await handleSignals() }
        defer { signals.cancel() }
        let result = await Task { try await converse() }.result
        await editor.leaveTerminal()
        try result.get()
    }

    private func converse() async throws {
        do {
            try await whileKeysAreKept { try await shell.connection.connect() }
        } catch is CancellationError {
            throw ShellError(.interrupted, "interrupted")
        }
        lines: while true {
            switch await editor.line() {
            case .end: break lines
            case .interrupted: continue
            case .text(let bytes):
                let line = String(decoding: bytes, as: UTF8.self)
                let request = RequestLine(bytes)
                if !line.isEmpty, request?.bearsSecret != true {
                    await editor.remember(line)
                    if request != nil, !line.hasPrefix(" ") { history.append(line) }
                }
                guard let request else {
                    shell.output.complain(Self.unclosed)
                    continue
                }
                if try await whileKeysAreKept({ await carryOut(request) }) == .end { break lines }
            }
        }
        await shell.connection.close()
    }

    /// Does something that may take its time, and that Ctrl-C cancels.
    private func whileKeysAreKept<R: Sendable>(_ work: @escaping @Sendable () async throws -> R) async throws -> R {
        let task = Task {
            defer { screen.post(.done) }
            return try await work()
        }
        await editor.keepKeys { task.cancel() }
        return try await task.value
    }

    /// What is wrong with a line that can't be taken apart.
    static let unclosed = "a quote is not closed, or something follows a closing one; nothing was sent"

    private func carryOut(_ request: RequestLine) async -> Shell.Outcome {
        do {
            return try await shell.run(request)
        } catch is CancellationError {
            if !request.isSubscription {
                shell.output.note("the reply is not waited for any more; the command may be carried out")
            }
        } catch let error as ClientError where error.code == .connectionClosed {
            shell.output.note("no reply came: the command may have been carried out")
        } catch {
            shell.output.complain(of: error)
        }
        return .failed
    }

    private func handleSignals() async {
        for await signal in await TrappedSignals.stream(of: SIGINT, SIGTERM, SIGHUP, SIGWINCH) {
            switch signal {
            case SIGINT: screen.post(.interrupt)
            case SIGWINCH: screen.post(.resize)
            default: screen.post(.end)
            }
        }
    }
}
