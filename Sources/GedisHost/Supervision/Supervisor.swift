import GedisConfig
import GedisSockets
import Glibc
package import Logging

/// Keeps a server going: it serves in a process of its own, in the next one as soon as that has crashed, and in another one
/// when that is asked for. The supervisor holds the listening sockets, so that connections wait meanwhile and none is refused.
package final class Supervisor {
    let name: String
    let files: ServerFiles
    let log: SupervisorLog
    var launch: Launch
    var listeners = HeldListeners()
    /// The process that serves.
    var current: WatchedProcess?
    /// The one that is to take its place.
    var next: Next?
    /// Those whose place was taken, which end what they could not hand over.
    var leaving: [WatchedProcess] = []
    /// Those that have crashed, and go on printing their backtraces while the next one serves already.
    private var crashed: [WatchedProcess] = []
    var restarts: RestartSocket?
    private(set) var isStopping = false
    /// Whether this process is to become the program that the last restart has asked for.
    var isOutdated = false
    private var pidFile: Int32 = -1
    private var hasCrashed = false
    private var pause = Duration.zero
    private var startTime = ContinuousClock.now

    /// How long to wait before the next start, when the last ones came to nothing soon.
    private static let shortestPause = Duration.milliseconds(100)
    private static let longestPause = Duration.seconds(30)
    /// A process that served for so long had no trouble with its start.
    private static let soundRun = Duration.seconds(60)
    /// How long a stop waits for backtraces.
    private static let lastWords = Duration.seconds(3)
    /// How many seconds to wait for the end of what a process wrote, which others that it started may write to still.
    private static let longestReading = 1.0

    /// A process that is to take the place of the one that serves.
    struct Next {
        let process: WatchedProcess
        let launch: Launch
        /// Whose place it takes; nil where no process served.
        let before: WatchedProcess?
        /// Who has asked for it.
        let client: Int32
    }

    /// Describes a supervisor.
    ///
    /// - Parameters:
    ///   - name: the server's name
    ///   - workspace: where its definition is
    ///   - launch: by which words processes are started
    ///   - log: how what happens to the processes, and what they write besides the log, is logged
    package init(of name: String, in workspace: Workspace, launch: Launch, log: LogSettings) {
        self.name = name
        self.launch = launch
        self.log = SupervisorLog(name: name, workspace: workspace, settings: log)
        files = workspace.files(of: name)
    }

    /// Keeps the signals that come before `run`, in a program that a supervisor has become.
    package static func keepSignals() { SignalPipe.handle([SIGTERM, SIGINT, SIGHUP]) }

    /// Serves until somebody stops the server.
    ///
    /// - Parameter descriptor: the file with what the program knew that this process was before; nil for a start
    /// - Returns: the code to exit with: that of the process that served, where it could not start at all.
    /// - Throws: `HostError` when the server runs already, or no process can be made.
    package func run(resuming descriptor: Int32? = nil) throws -> Int32 {
        try files.makeFolder()
        let state = descriptor.flatMap { SupervisorState.load(from: $0) }
        if let state { resume(state) } else { pidFile = try PIDFile.hold(files.supervisorFile, server: name) }
        let signals = try SignalPipe(SIGTERM, SIGINT, SIGHUP, kept: state?.signals)
        // Without it a restart stops the server and starts it.
        restarts = try? RestartSocket(files.restartSocket, kept: state?.restartSocket)
        defer {
            listeners.close()
            restarts?.close()
            end(crashed, signals)
        }
        if state == nil { try startProcess() }
        while true {
            if let code = try step(signals) { return code }
        }
    }

    /// Goes on with what the program knew that this process was before.
    private func resume(_ state: SupervisorState) {
        state.keepDescriptors(false)
        pidFile = state.pidFile
        launch = state.launch
        launch.program = nil
        listeners = HeldListeners(state.listeners)
        let child = ServingProcess(
            pid: state.child.pid, notices: state.child.notices, reports: state.child.reports)
        current = WatchedProcess(child, isReady: true, used: state.listeners.map(\.entry), log: log)
    }

    /// Does what comes next.
    ///
    /// - Returns: the code to exit with; nil where the server goes on.
    private func step(_ signals: SignalPipe) throws -> Int32? {
        crashed.removeAll { $0.process.hasEnded }
        if current == nil, next == nil {
            if isStopping, leaving.isEmpty { return 0 }
            if !isStopping, startTime <= .now { try startProcess() }
        }
        if isOutdated, next == nil, leaving.isEmpty, crashed.isEmpty, !isStopping, current?.isReady == true {
            becomeNewProgram(signals)
        }
        let processes = [current, next?.process].compactMap(\.self) + leaving
        let inputs = processes.map(\.process.notices) + (restarts.map { [$0.descriptor] + $0.clients } ?? [])
        var limit: Duration?
        if current == nil, next == nil, !isStopping { limit = startTime - .now }
        if isOutdated, !crashed.isEmpty { limit = .milliseconds(100) }
        switch signals.wait(orInputOf: inputs, atMost: limit) {
        case .timeout: break
        case .signal(let signal): handle(signal)
        case .input(let ready):
            for process in processes where ready.contains(process.process.notices) {
                if let code = handle(process.process.word(), of: process) { return code }
            }
            if let restarts { handleRestarts(ready, of: restarts) }
        }
        return nil
    }

    private func startProcess() throws {
        let words = hasCrashed ? launch.servingAfterCrash : launch.serving
        let process = WatchedProcess(try ServingProcess(launch.program, words: words), log: log)
        process.process.begin(with: listeners.all)
        current = process
    }

    private func handle(_ signal: Int32) {
        if signal == SIGHUP {
            if let current { kill(current.process.pid, signal) } else { startTime = .now }
            return
        }
        stop()
        for process in [current].compactMap(\.self) + leaving { kill(process.process.pid, signal) }
        if let next { kill(next.process.process.pid, SIGKILL) }
    }

    /// Lets no more connections wait.
    private func stop() {
        isStopping = true
        listeners.close()
    }

    /// Handles what a process says.
    ///
    /// - Returns: the code to exit with; nil where the server goes on.
    private func handle(_ word: ServingProcess.Word?, of process: WatchedProcess) -> Int32? {
        switch word {
        case .notice(.ready):
            process.noteReady()
            listeners.keep(process.used)
            if let next, next.process === process { promote(next) }
        case .notice(.stopping): if process === current { stop() }
        case .notice(.leaving):
            if process === current {
                current = nil
                leaving.append(process)
            }
        case .listener(let entry, let descriptor):
            if listeners.add(entry, descriptor) != nil { process.used.append(entry) }
        case .closed(let entry):
            listeners.drop(entry)
            process.used.removeAll { $0.isSame(as: entry) }
        case .unknown: break
        case .notice(.crashed(let signal)): return handleEnd(of: process, after: .crashed(signal: signal))
        case nil: return handleEnd(of: process, after: nil)
        }
        return nil
    }

    private func handleEnd(of process: WatchedProcess, after notice: ServingProcess.Notice?) -> Int32? {
        let ending = process.process.ending(after: notice)
        if ending.hasCrashed { crashed.append(process) } else { process.reader.wait(atMost: Self.longestReading) }
        if let next, next.process === process {
            fail(next, ending)
            return nil
        }
        guard process === current else {
            leaving.removeAll { $0 === process }
            return nil
        }
        current = nil
        guard !isStopping else { return nil }
        if ContinuousClock.now - process.start >= Self.soundRun { pause = .zero }
        switch ending {
        case .exited(let code) where process.isReady:
            hasCrashed = true
            log.logger.error(
                "the server's process ended although nobody asked for it, starting another one",
                metadata: ["pid": "\(process.process.pid)", "code": "\(code)", "pause": "\(pause)"])
        case .exited(let code):
            guard hasCrashed, code != 0 else { return code }
            log.logger.error("the server did not start again", metadata: ["code": "\(code)", "pause": "\(pause)"])
        case .crashed(let signal), .killed(let signal):
            hasCrashed = true
            log.logger.error(
                "the server's process died, starting another one",
                metadata: [
                    "pid": "\(process.process.pid)", "signal": "\(signalName(signal))", "pause": "\(pause)",
                ])
        }
        startTime = .now + pause
        pause = min(max(pause * 2, Self.shortestPause), Self.longestPause)
        return nil
    }

    /// Becomes the program that the last restart has asked for, with the same number and all that it holds.
    private func becomeNewProgram(_ signals: SignalPipe) {
        isOutdated = false
        guard let current, let restarts else { return }
        let process = current.process
        let state = SupervisorState(
            launch: launch, child: .init(pid: process.pid, notices: process.notices, reports: process.reports),
            listeners: listeners.all, pidFile: pidFile, restartSocket: restarts.descriptor,
            signals: signals.descriptors)
        guard let file = state.save() else { return }
        // Those that come to other threads of this process are in the pipe, the others wait.
        SignalPipe.hold(SIGTERM, SIGINT, SIGHUP)
        defer { SignalPipe.release(SIGTERM, SIGINT, SIGHUP) }
        if case .signal(let signal) = signals.wait(atMost: .zero) {
            close(file)
            return handle(signal)
        }
        state.keepDescriptors(true)
        let number = Program.become(
            launch.program ?? Program.path, words: launch.supervising + ["--resume", "\(file)"])
        state.keepDescriptors(false)
        close(file)
        log.logger.error("the supervisor stays the program that it was: \(String(cString: strerror(number)))")
    }

    /// Ends processes that have crashed, those that still print their backtraces after a while.
    private func end(_ crashed: [WatchedProcess], _ signals: SignalPipe) {
        let deadline = ContinuousClock.now + Self.lastWords
        for process in crashed {
            defer { process.reader.wait(atMost: Self.longestReading) }
            while !process.process.hasEnded {
                var isAsked = false
                if case .signal = signals.wait(atMost: .milliseconds(10)) { isAsked = true }
                guard ContinuousClock.now > deadline || isAsked else { continue }
                kill(process.process.pid, SIGKILL)
                process.process.wait()
                break
            }
        }
    }
}
