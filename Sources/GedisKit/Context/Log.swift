/// Takes what a namespace has to say to those who run the server.
///
/// A command, or `init`, is handed one for a parameter of this type. Lines below the server's `log_level` cost nothing.
public struct Log: Sendable {
    /// How much a line matters.
    public enum Level: Sendable {
        /// For who looks for a mistake.
        case debug
        /// What happens in the ordinary way.
        case info
        /// What may need somebody's care.
        case warning
        /// What went wrong.
        case error
    }

    /// Something said besides, such as which user.
    public typealias Detail = (name: String, value: String)

    private let isKept: @Sendable (Level) -> Bool
    private let details: [Detail]
    private let write: @Sendable (Level, String, [Detail]) -> Void

    /// Makes a log of whatever keeps its lines.
    ///
    /// - Parameters:
    ///   - isKept: whether lines of a level are kept; those that are not are not even put together
    ///   - write: keeps a line, with what is said besides
    public init(
        isKept: @escaping @Sendable (Level) -> Bool = { _ in true },
        _ write: @escaping @Sendable (Level, String, [Detail]) -> Void
    ) {
        self.init(isKept: isKept, details: [], write: write)
    }

    private init(
        isKept: @escaping @Sendable (Level) -> Bool, details: [Detail],
        write: @escaping @Sendable (Level, String, [Detail]) -> Void
    ) {
        self.isKept = isKept
        self.details = details
        self.write = write
    }

    /// A log that keeps nothing.
    public static let none = Log(isKept: { _ in false }) { _, _, _ in }

    /// The same log, with more said besides.
    package func with(_ more: [Detail]) -> Log { Log(isKept: isKept, details: details + more, write: write) }

    /// Says what helps to look for a mistake.
    public func debug(_ message: @autoclosure () -> String) { say(.debug, message) }

    /// Says what happens in the ordinary way.
    public func info(_ message: @autoclosure () -> String) { say(.info, message) }

    /// Says what may need somebody's care.
    public func warning(_ message: @autoclosure () -> String) { say(.warning, message) }

    /// Says what went wrong.
    public func error(_ message: @autoclosure () -> String) { say(.error, message) }

    private func say(_ level: Level, _ message: () -> String) {
        if isKept(level) { write(level, message(), details) }
    }
}
