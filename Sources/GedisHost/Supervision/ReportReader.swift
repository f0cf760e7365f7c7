import Dispatch
import GedisNamespaces
import GedisWorkers
import Glibc
import Logging
import Synchronization

/// Reads what a process that serves writes besides its log, until all ends of that have been closed.
final class ReportReader: Sendable {
    /// What a process writes before it reports how it crashed.
    static let mark: UInt8 = 0
    /// How much of a report is logged, and how much of a line.
    private static let mostBytes = 1 << 16

    private let ended = DispatchSemaphore(value: 0)
    private let isReady = Atomic(false)

    /// Begins to read, on a thread of its own.
    ///
    /// - Parameters:
    ///   - descriptor: where; it is closed at the end
    ///   - log: is called with each line, and with the report of a crash as a whole
    init(_ descriptor: Int32, log: @escaping @Sendable (Logger.Level, String) -> Void) {
        _ = BackgroundThread.start { [self] in
            read(descriptor, log)
            close(descriptor)
            ended.signal()
        }
    }

    /// Waits until everything has been read.
    ///
    /// - Parameter seconds: for how long; what the process started itself may go on writing
    func wait(atMost seconds: Double) {
        // It may be waited for again.
        if ended.wait(timeout: .now() + seconds) == .success { ended.signal() }
    }

    /// Notes that clients can connect. What was written before may say why they never could.
    func noteReady() { isReady.store(true, ordering: .relaxed) }

    private var level: Logger.Level { isReady.load(ordering: .relaxed) ? .warning : .critical }

    private func read(_ descriptor: Int32, _ log: (Logger.Level, String) -> Void) {
        var reports = Reports()
        var chunk = [UInt8](repeating: 0, count: Self.mostBytes)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            for line in reports.take(chunk[..<count]) { log(level, line) }
        }
        for line in reports.rest { log(level, line) }
        if let report = reports.report { log(.error, report) }
    }

    /// What has been read: lines, and behind the mark a report.
    struct Reports {
        private var line: [UInt8] = []
        private var crash: [UInt8]?

        /// Takes bytes.
        ///
        /// - Returns: the lines that ended.
        mutating func take(_ bytes: ArraySlice<UInt8>) -> [String] {
            var lines: [String] = []
            var bytes = bytes
            if crash == nil, let mark = bytes.firstIndex(of: ReportReader.mark) {
                lines = take(bytes[..<mark]) + rest
                line = []
                crash = []
                bytes = bytes[(mark + 1)...]
            }
            if let known = crash {
                crash = known + bytes.prefix(ReportReader.mostBytes - known.count)
                return lines
            }
            for byte in bytes {
                if byte != UInt8(ascii: "\n") { line.append(byte) }
                guard byte == UInt8(ascii: "\n") || line.count == ReportReader.mostBytes else { continue }
                lines += rest
                line = []
            }
            return lines
        }

        /// The line that has not ended.
        var rest: [String] { line.isEmpty ? [] : [String(decoding: line, as: UTF8.self)] }

        /// The report of a crash.
        var report: String? {
            let text = String(decoding: crash ?? [], as: UTF8.self).trimmed
            return text.isEmpty ? nil : text
        }
    }
}
