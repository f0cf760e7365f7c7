import GedisGUN

/// Gathers the answers to one get. There can be several, in any order: parts of what is in memory, then what is on the
/// disk, then what other peers know; and "missing" first, data after it.
struct GunAnswers {
    /// The merged answers, as far as their time has come.
    private(set) var node: GunNode
    /// The part of the answers that lies in the future.
    private(set) var waiting: GunNode
    /// Whether anything was answered at all.
    private(set) var isEmpty = true

    private var announced: Set<String> = []
    private var arrived: Set<String> = []
    private var hasMorePages = false

    init(soul: String) {
        node = GunNode(soul: soul)
        waiting = GunNode(soul: soul)
    }

    /// Whether no part is known to be missing. Others may still come unannounced.
    var isComplete: Bool { !isEmpty && !hasMorePages && announced.isSubset(of: arrived) }

    /// Merges an answer.
    mutating func add(_ message: GunMessage, now: Double) {
        isEmpty = false
        if let id = message.id { arrived.insert(id) }
        switch message.more {
        case .message(let id): announced.insert(id)
        case .pages: hasMorePages = true
        case nil: hasMorePages = false
        }
        for other in message.nodes ?? [] where ExactText(other.soul) == ExactText(node.soul) {
            let (_, late) = node.merge(other, now: now)
            _ = waiting.merge(late, now: .infinity)
        }
    }

    /// Merges what has become due.
    mutating func mature(now: Double) { waiting = node.merge(waiting, now: now).waiting }
}
