public import GedisKit
import Synchronization

/// What a namespace logged.
public final class RecordedLog: Sendable {
    /// A line.
    public struct Line: Hashable, Sendable {
        /// How much it matters.
        public var level: Log.Level
        /// What it says.
        public var text: String

        /// A line of a log.
        public init(_ level: Log.Level, _ text: String) {
            self.level = level
            self.text = text
        }
    }

    private let recorded = Mutex<[Line]>([])

    /// Records nothing yet.
    public init() {}

    /// Everything so far, in order.
    public var all: [Line] { recorded.withLock(\.self) }

    /// What a namespace is handed.
    public var log: Log {
        Log { level, text, _ in self.recorded.withLock { $0.append(Line(level, text)) } }
    }
}
