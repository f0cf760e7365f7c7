import GedisDispatch

/// Reads lines that a person edits, on a thread of its own, because waiting for keys blocks it.
actor LineEditor {
    private let executor = ThreadExecutor("gedis line editor")
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

    /// Keeps what is typed while a line is carried out, until the screen is free again.
    ///
    /// - Parameter interrupt: called when the work is to be cancelled
    func keepKeys(interrupt: @Sendable () -> Void) { input.keepKeys(interrupt: interrupt) }

    /// Leaves the terminal as it was found. There can be no more lines after that.
    func leaveTerminal() { input.leaveTerminal() }

    /// Adds a line to those that the arrow keys bring back.
    func remember(_ line: String) { input.remember(line) }
}
