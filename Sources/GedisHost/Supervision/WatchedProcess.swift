import GedisConfig
import GedisSockets
import Logging
import Synchronization

/// A process that serves, with what its supervisor has seen of it.
final class WatchedProcess {
    let process: ServingProcess
    let reader: ReportReader
    /// When it was started.
    let start = ContinuousClock.now
    /// Whether clients could connect.
    private(set) var isReady: Bool
    /// The listening sockets that it uses.
    var used: [KeptListeners.Entry]
    private let lines: Lines

    /// Begins to log what a process writes to standard output and error.
    ///
    /// - Parameters:
    ///   - process: the process
    ///   - isReady: whether clients can connect already
    ///   - used: the listening sockets that it uses already
    ///   - log: logs it
    init(_ process: ServingProcess, isReady: Bool = false, used: [KeptListeners.Entry] = [], log: SupervisorLog) {
        self.process = process
        self.isReady = isReady
        self.used = used
        let lines = Lines()
        self.lines = lines
        let pid = process.pid
        reader = ReportReader(process.reports) { level, text in
            lines.add(text)
            log.logger.log(level: level, "\(text)", metadata: ["pid": "\(pid)"])
        }
        if isReady { reader.noteReady() }
    }

    /// Notes that clients can connect.
    func noteReady() {
        isReady = true
        reader.noteReady()
        lines.forget()
    }

    /// What it wrote before clients could connect.
    var written: String { lines.text }

    private final class Lines: Sendable {
        /// More is nobody's reading.
        private static let most = 50
        private let all = Mutex<[String]?>([])

        func add(_ line: String) {
            all.withLock { all in if let count = all?.count, count < Self.most { all?.append(line) } }
        }

        func forget() { all.withLock { $0 = nil } }

        var text: String { all.withLock { $0 ?? [] }.joined(separator: "\n") }
    }
}

/// The log of a supervisor.
struct SupervisorLog: Sendable {
    let name: String
    let workspace: Workspace
    let settings: LogSettings

    /// Logs by the definition as it is now: reloads go to the process that serves.
    var logger: Logger {
        if let reporting = try? workspace.repo.server(name).definition.reporting { settings.use(reporting) }
        return settings.logger(name)
    }
}
