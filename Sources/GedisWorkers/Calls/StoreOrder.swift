import GedisKit
import Synchronization

/// Keeps what a worker asks of the backend in the order in which it asks, for code that does not await what it writes: what is
/// read of a node is read after the writes to it that were asked for before. Writes begin in their order, and overlap.
final class StoreOrder: Sendable {
    private struct Writes {
        var last = 0
        /// The last write to each node that has not ended.
        var unfinished: [String: (number: Int, task: Task<Void, Never>)] = [:]
    }

    private let writes = Mutex(Writes())

    /// Does what is asked for; returns when it has begun, or when it waits for its turn.
    ///
    /// - Parameters:
    ///   - question: what is asked for
    ///   - values: what belongs to it
    ///   - body: does it and answers
    func begin(_ question: String, _ values: [Value], _ body: @escaping @Sendable () async -> Void) {
        guard let kind = WorkerServices.StoreQuestion(question), let node = values.first?.text else {
            Task { await body() }
            return
        }
        switch kind {
        case .read:
            guard let write = writes.withLock({ $0.unfinished[node]?.task }) else {
                Task.immediate { await body() }
                return
            }
            Task {
                await write.value
                await body()
            }
        case .write:
            // A backend takes it before it suspends, which keeps the order.
            let task = Task.immediate { await body() }
            let number = writes.withLock { writes in
                writes.last += 1
                writes.unfinished[node] = (writes.last, task)
                return writes.last
            }
            Task {
                await task.value
                writes.withLock { writes in
                    if writes.unfinished[node]?.number == number { writes.unfinished[node] = nil }
                }
            }
        }
    }
}

extension WorkerServices {
    /// What a worker asks of the backend.
    enum StoreQuestion {
        case read, write

        /// The kind of a question; nil for one that is of something else.
        init?(_ question: String) {
            switch question {
            case "get", "get_all", "get_several", "keys", "time_to_live": self = .read
            case "put", "delete", "delete_several", "increment", "compare_and_set", "expire": self = .write
            default: return nil
            }
        }
    }
}
