import Synchronization

/// What goes on and how long it has, in a line of the terminal behind standard error that is gone at the end. Elsewhere nothing of
/// it is written.
final class ProgressLine: Sendable {
    private let isOver = Mutex(false)

    /// Shows a line.
    ///
    /// - Parameter text: what goes on, such as `compiling calc`
    init(_ text: String) {
        Terminal.showProgress("\(text) …")
        guard Terminal.hasProgressLine else { return }
        let start = ContinuousClock.now
        Task { [weak self] in
            while (try? await Task.sleep(for: .seconds(1))) != nil {
                let seconds = (ContinuousClock.now - start).components.seconds
                guard self?.show("\(text) … \(seconds) s") == true else { return }
            }
        }
    }

    /// - Returns: whether it still goes on.
    private func show(_ text: String) -> Bool {
        isOver.withLock { isOver in
            if !isOver { Terminal.showProgress(text) }
            return !isOver
        }
    }

    /// Takes the line away.
    func end() {
        isOver.withLock { isOver in
            isOver = true
            Terminal.showProgress(nil)
        }
    }
}
