import GedisKit
import Synchronization

// How a worker is, for whoever watches it.

extension NamespaceWorker {
    /// How it is.
    var status: ProcessStatus {
        state.withLock { state in
            let pid = state.phase.link?.pid
            return ProcessStatus(
                pid: pid.map(Int.init), restarts: state.restarts, calls: state.calls,
                memory: pid.map(WorkerMemory.ofProcess) ?? 0)
        }
    }

    /// How many calls it answers now; nil where it does not serve.
    var callsInFlight: Int? {
        let link: WorkerLink? = state.withLock { if case .serving(let link) = $0.phase { link } else { nil } }
        return link.map { $0.state.withLock(\.calls.count) }
    }

    /// Ends the process, which is started anew, where it has more memory than it may.
    func end(above limit: Int) {
        let link: WorkerLink? = state.withLock { if case .serving(let link) = $0.phase { link } else { nil } }
        guard let link else { return }
        let memory = WorkerMemory.ofProcess(link.pid)
        guard memory > limit else { return }
        link.end(because: "it has \(memory >> 20) MB of memory, more than memory_limit")
    }
}
