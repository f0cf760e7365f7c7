import GedisKit

/// A queue of jobs. Who takes one has to be done in time, or somebody else gets it; a reload loses none.
actor Jobs {
    /// Which jobs come first.
    enum Urgency: String, Codable { case high, normal, low }

    /// What is to be done.
    struct Job: Codable, Sendable {
        /// what kind of work it is
        var kind: String
        /// what the worker needs to know
        var details: [String: String]?
        /// which come first; `normal` where it is not said
        var urgency: Urgency?
    }

    /// A job that somebody has taken.
    struct Taken: Codable, Sendable {
        var id: Int
        var job: Job
        /// who works on it
        var worker: String
        /// how often it has been taken
        var attempts: Int
        /// how many times ten seconds it has left
        var left: Int
    }

    /// What the next version is handed.
    struct State: Codable, Sendable {
        var last: Int
        var waiting: [Waiting]
        var taken: [Taken]
    }

    /// A job that waits.
    struct Waiting: Codable, Sendable {
        var id: Int
        var job: Job
        var attempts: Int
    }

    static let schedules: [Schedule<Jobs>] = [.every(.seconds(10)) { await $0.giveBack() }]

    private var board: State
    private let events: Events

    init(state: State?, events: Events) {
        board = state ?? State(last: 0, waiting: [], taken: [])
        self.events = events
    }

    func state() -> State { board }

    /// Adds a job.
    /// - Returns: its number.
    func add(_ job: Job) -> Int {
        board.last += 1
        board.waiting.append(Waiting(id: board.last, job: job, attempts: 0))
        events.publish("jobs", "added \(board.last)")
        return board.last
    }

    /// Takes the job that comes first; null where there is none.
    /// - Parameter kinds: what the worker can do; everything where nothing is said
    func take(_ kinds: String..., context: Context) -> Taken? {
        let able = board.waiting.filter { kinds.isEmpty || kinds.contains($0.job.kind) }
        guard let next = able.min(by: { ($0.rank, $0.id) < ($1.rank, $1.id) }) else { return nil }
        board.waiting.removeAll { $0.id == next.id }
        let taken = Taken(
            id: next.id, job: next.job, worker: context.caller.user, attempts: next.attempts + 1, left: 6)
        board.taken.append(taken)
        return taken
    }

    /// Says that a job is done.
    func done(_ id: Int, context: Context) throws {
        guard let index = board.taken.firstIndex(where: { $0.id == id }) else {
            throw CommandError("job \(id) is nobody's", code: "JOB")
        }
        guard board.taken[index].worker == context.caller.user else {
            throw CommandError("job \(id) is \(board.taken[index].worker)'s", code: "JOB")
        }
        board.taken.remove(at: index)
        events.publish("jobs", "done \(id)")
    }

    /// How many jobs wait, and how many are taken.
    func counts() -> [String: Int] { ["waiting": board.waiting.count, "taken": board.taken.count] }

    /// Lets others have the jobs whose time is over.
    private func giveBack() {
        for index in board.taken.indices { board.taken[index].left -= 1 }
        for late in board.taken where late.left <= 0 {
            board.waiting.append(Waiting(id: late.id, job: late.job, attempts: late.attempts))
        }
        board.taken.removeAll { $0.left <= 0 }
    }
}

extension Jobs.Waiting {
    fileprivate var rank: Int {
        switch job.urgency ?? .normal {
        case .high: 0
        case .normal: 1
        case .low: 2
        }
    }
}
