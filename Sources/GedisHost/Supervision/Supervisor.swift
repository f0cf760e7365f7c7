import GedisConfig
import Glibc
package import Logging

/// Keeps a server going: it serves in a process of its own, and in the next one as soon as that has crashed.
package struct Supervisor {
    private let name: String
    private let files: ServerFiles
    private let words: [String]
    private let wordsAfterCrash: [String]
    private let workspace: Workspace
    private let log: LogSettings

    /// How long to wait before the next start, when the last ones came to nothing soon.
    private static let shortestPause = Duration.milliseconds(100)
    private static let longestPause = Duration.seconds(30)
    /// A process that served for so long had no trouble with its start.
    private static let soundRun = Duration.seconds(60)
    /// How long a stop waits for backtraces.
    private static let lastWords = Duration.seconds(3)

    /// Describes a supervisor.
    ///
    /// - Parameters:
    ///   - name: the server's name
    ///   - workspace: where its definition is
    ///   - words: the words behind the program's name with which a process serves
    ///   - wordsAfterCrash: the words with which one serves that replaces another one
    ///   - log: how what happens to the processes, and what they write besides the log, is logged
    package init(of name: String, in workspace: Workspace, words: [String], wordsAfterCrash: [String], log: LogSettings)
    {
        self.name = name
        self.workspace = workspace
        self.wordsAfterCrash = wordsAfterCrash
        self.words = words
        self.log = log
        files = workspace.files(of: name)
    }

    /// Serves until somebody stops the server.
    ///
    /// - Returns: the code to exit with: that of the process that served, where it could not start at all.
    /// - Throws: `HostError` when the server runs already, or no process can be made.
    package func run() throws -> Int32 {
        try files.makeFolder()
        try PIDFile.hold(files.supervisorFile, server: name)
        let signals = try SignalPipe(SIGTERM, SIGINT, SIGHUP)
        var crashed: [(process: ServingProcess, reader: ReportReader)] = []
        // A process that has crashed goes on printing its backtrace, while the next one serves already.
        defer { end(crashed, signals) }
        var hasCrashed = false
        var pause = Duration.zero
        while true {
            let start = ContinuousClock.now
            let process = try ServingProcess(words: hasCrashed ? wordsAfterCrash : words)
            let reader = read(process)
            let (ending, isReady, isStopping) = follow(process, reader, signals)
            if ending.hasCrashed { crashed.append((process, reader)) } else { reader.wait(atMost: Self.longestReading) }
            guard !isStopping else { return 0 }
            if ContinuousClock.now - start >= Self.soundRun { pause = .zero }
            switch ending {
            case .exited(let code) where isReady:
                hasCrashed = true
                logger.error(
                    "the server's process ended although nobody asked for it, starting another one",
                    metadata: ["pid": "\(process.pid)", "code": "\(code)", "pause": "\(pause)"])
            case .exited(let code):
                guard hasCrashed, code != 0 else { return code }
                logger.error("the server did not start again", metadata: ["code": "\(code)", "pause": "\(pause)"])
            case .crashed(let signal), .killed(let signal):
                hasCrashed = true
                logger.error(
                    "the server's process died, starting another one",
                    metadata: ["pid": "\(process.pid)", "signal": "\(signalName(signal))", "pause": "\(pause)"])
            }
            if let signal = signals.wait(atMost: pause), signal != SIGHUP { return 0 }
            pause = min(max(pause * 2, Self.shortestPause), Self.longestPause)
            crashed.removeAll { $0.process.hasEnded }
        }
    }

    /// How many seconds to wait for the end of what a process wrote, which others that it started may write to still.
    private static let longestReading = 1.0

    /// Logs what a process writes to standard output and error.
    private func read(_ process: ServingProcess) -> ReportReader {
        ReportReader(process.reports) { level, text in
            logger.log(level: level, "\(text)", metadata: ["pid": "\(process.pid)"])
        }
    }

    /// Logs by the definition as it is now: reloads go to the process that serves.
    private var logger: Logger {
        if let reporting = try? workspace.repo.server(name).definition.reporting { log.use(reporting) }
        return log.logger(name)
    }

    /// Waits until a process has ended, or crashed, and hands it the signals that come meanwhile.
    ///
    /// - Returns: how it ended, whether clients could connect before, and whether it was asked to end.
    private func follow(
        _ process: ServingProcess, _ reader: ReportReader, _ signals: SignalPipe
    ) -> (ServingProcess.Ending, isReady: Bool, isStopping: Bool) {
        var isReady = false
        var isStopping = false
        while true {
            if let signal = signals.wait(orInputOf: process.notices) {
                if signal != SIGHUP { isStopping = true }
                kill(process.pid, signal)
                continue
            }
            let notice = process.notice()
            switch notice {
            case .ready:
                isReady = true
                reader.noteReady()
            case .stopping: isStopping = true
            case .crashed, nil: return (process.ending(after: notice), isReady, isStopping)
            }
        }
    }

    /// Ends processes that have crashed, those that still print their backtraces after a while.
    private func end(_ crashed: [(process: ServingProcess, reader: ReportReader)], _ signals: SignalPipe) {
        let deadline = ContinuousClock.now + Self.lastWords
        for (process, reader) in crashed {
            defer { reader.wait(atMost: Self.longestReading) }
            while !process.hasEnded {
                guard ContinuousClock.now > deadline || signals.wait(atMost: .milliseconds(10)) != nil else { continue }
                kill(process.pid, SIGKILL)
                process.wait()
                break
            }
        }
    }
}
