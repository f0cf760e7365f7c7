import Dispatch

/// Reads the keys of a terminal, most of all lines that a person edits, on a thread of its own, because waiting for keys blocks it.
actor LineEditor {
    private let executor = ThreadExecutor()
    private let screen: Screen
    private let input: LineInput

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// An editor on standard input and standard error.
    ///
    /// - Parameters:
    ///   - screen: brings what happens meanwhile
    ///   - advisor: what the editor asks about the line
    ///   - history: the lines of earlier sessions, the oldest first
    init(screen: Screen, advisor: any LineAdvisor, history: [String]) {
        self.screen = screen
        input = LineInput(screen: screen, advisor: advisor, history: history)
    }

    /// Waits for a line.
    func line() -> LineInput.Line { screen.editing { input.line() } }

    /// Keeps what is typed while a line is carried out, until the screen is told that it is done.
    ///
    /// - Parameter interrupt: called when it is not wanted any more
    func keepKeys(interrupt: @Sendable () -> Void) { input.keepKeys(interrupt: interrupt) }

    /// Leaves the terminal as it was found. There can be no more lines after that.
    func leaveTerminal() { input.leaveTerminal() }

    /// Adds a line to those that the arrow keys bring back.
    func remember(_ line: String) { input.remember(line) }
}

/// What an editor asks about the line that is being typed; asked on the editor's thread.
protocol LineAdvisor: Sendable {
    /// What stands before the line.
    var prompt: String { get }
    /// What is shown behind a line while the cursor stands at its end.
    func hint(after line: String) -> String
    /// What the line up to the cursor can become.
    func completions(of line: String) -> [String]
}

/// Runs an actor on a thread that may block.
private final class ThreadExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "gedis line editor")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
