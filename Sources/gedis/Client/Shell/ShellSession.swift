import GedisClient
import Synchronization
import UnixSignals

/// A shell at a terminal.
struct ShellSession: Sendable {
    let shell: Shell
    let screen: Screen
    let history: HistoryFile

    /// Reads and carries out lines until the person leaves.
    ///
    /// - Throws: `ClientError` when the server can't be reached at first.
    func run() async throws {
        try await shell.connection.connect()
        let editor = LineEditor(screen: screen, advisor: shell, history: history.lines())
        let running = Running()
        let signals = Task { await heed(running) }
        defer { signals.cancel() }
        lines: while true {
            running.reset()
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
                    Terminal.complain(Self.unclosed)
                    continue
                }
                if await running.run({ await carryOut(request) }) == .end { break lines }
            }
        }
        await shell.connection.close()
    }

    /// What is wrong with a line that can't be taken apart.
    static let unclosed = "a quote is not closed, or something follows a closing one; nothing was sent"

    private func carryOut(_ request: RequestLine) async -> Shell.Outcome {
        do {
            return try await shell.run(request)
        } catch is CancellationError {
            if !request.isSubscription {
                Terminal.note("the reply is not waited for any more; the command may be carried out")
            }
        } catch let error as ClientError where error.code == .connectionClosed {
            Terminal.note("no reply came: the command may have been carried out")
        } catch {
            Terminal.complain(Failure(explaining: error)?.message ?? "\(error)")
        }
        return .failed
    }

    private func heed(_ running: Running) async {
        for await signal in await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup, .sigwinch) {
            switch signal {
            case .sigint:
                // While a line is edited, Ctrl-C is a character. The terminal has shown it as ^C.
                Terminal.note("")
                running.cancel()
            case .sigwinch: screen.post(.resize)
            default:
                screen.post(.end)
                running.cancel()
            }
        }
    }
}

/// The request that is being carried out, for whoever wants to end it.
private final class Running: Sendable {
    private struct State {
        var task: Task<Shell.Outcome, Never>?
        /// Whether the person wanted it ended before it had begun: Ctrl-C can follow a line at once.
        var isUnwanted = false
    }

    private let state = Mutex(State())

    /// A new line is about to be read.
    func reset() { state.withLock { $0 = State() } }

    func run(_ body: @escaping @Sendable () async -> Shell.Outcome) async -> Shell.Outcome {
        let task = Task { await body() }
        let isUnwanted = state.withLock { state in
            state.task = task
            return state.isUnwanted
        }
        if isUnwanted { task.cancel() }
        return await task.value
    }

    func cancel() {
        state.withLock { state in
            state.isUnwanted = true
            state.task?.cancel()
        }
    }
}

extension Shell: LineAdvisor {
    var prompt: String {
        let status = connection.status
        guard status.isConnected else { return "\(name) (not connected)> " }
        return status.database == 0 ? "\(name)> " : "\(name)[\(status.database)]> "
    }

    func hint(after line: String) -> String { connection.status.catalog.hint(after: line) }

    func completions(of line: String) -> [String] {
        let begun = line.drop { $0 == " " }
        let topic = begun.lowercased().hasPrefix("help ") ? begun.dropFirst(5).drop { $0 == " " } : begun
        let before = line.dropLast(topic.count)
        return connection.status.catalog.completions(of: String(topic)).map { before + $0 }
    }
}
