import Glibc
import Logging

// Another process in the place of the one that serves.

extension Supervisor {
    /// Takes in who asks for a restart, and begins with it.
    func handleRestarts(_ ready: [Int32], of socket: RestartSocket) {
        for client in socket.clients where ready.contains(client) {
            // One that waits for its answer, and can be read, has gone; the restart goes on.
            guard let launch = restarts?.request(of: client) else { continue }
            do {
                try begin(launch, for: client)
            } catch {
                restarts?.answer(.init(error: error.description), to: client)
            }
        }
        if ready.contains(socket.descriptor) { restarts?.accept() }
    }

    /// Starts a process that is to take the place of the one that serves.
    private func begin(_ launch: Launch, for client: Int32) throws(HostError) {
        guard !isStopping else { throw HostError(.notStarted, "the server stops") }
        if let next { throw HostError(.notStarted, "a restart is under way (pid \(next.process.process.pid))") }
        if let last = leaving.first {
            throw HostError(
                .notStarted, "the last restart is not over: pid \(last.process.pid) still answers what it has received")
        }
        if let starting = current, !starting.isReady {
            // It may never come to its end, and holds what the next one needs.
            kill(starting.process.pid, SIGKILL)
            _ = starting.process.ending(after: nil)
            current = nil
        }
        let process = WatchedProcess(try ServingProcess(launch.program, words: launch.serving), log: log)
        if let current {
            let pair: (Int32, Int32)
            do throws(HostError) {
                pair = try SocketPair.make(.stream)
            } catch {
                kill(process.process.pid, SIGKILL)
                leaving.append(process)
                throw error
            }
            process.process.begin(with: listeners.all, after: pair.0)
            current.process.handOver(to: pair.1)
            close(pair.0)
            close(pair.1)
        } else {
            process.process.begin(with: listeners.all)
        }
        next = Next(process: process, launch: launch, before: current, client: client)
    }

    /// Lets the next process be the one that serves.
    func promote(_ next: Next) {
        self.next = nil
        current = next.process
        launch = next.launch
        isOutdated = true
        restarts?.answer(.init(pid: next.process.process.pid, old: next.before?.process.pid), to: next.client)
        log.logger.notice(
            "another process serves",
            metadata: ["pid": "\(next.process.process.pid)", "before": "\(next.before?.process.pid ?? 0)"])
    }

    /// Says why the next process does not serve.
    func fail(_ next: Next, _ ending: ServingProcess.Ending) {
        self.next = nil
        if let current { listeners.keep(current.used) }
        let how =
            switch ending {
            case .exited(let code): "ended with code \(code)"
            case .crashed(let signal), .killed(let signal): "died of \(signalName(signal))"
            }
        let written = next.process.written
        let error = "the next process \(how) before it could serve" + (written.isEmpty ? "" : "\n\(written)")
        restarts?.answer(.init(error: error), to: next.client)
        log.logger.error("not restarted: the next process \(how) before it could serve")
    }
}
