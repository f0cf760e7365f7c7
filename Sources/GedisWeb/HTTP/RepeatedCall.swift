import GedisCore
import NIOHTTP1

/// The last call of a connection: most clients send one head after the other that says the same, and need not be asked again
/// what they mean by it.
struct RepeatedCall {
    /// The most headers, and bytes of them, that are kept with each connection.
    private static let mostHeaders = 32
    private static let mostBytes = 2048

    private let head: HTTPRequestHead
    /// Which commands there were.
    private let tablesVersion: Int
    /// What its body is for.
    let use: Site.BodyUse

    /// Remembers a request that was understood, where it is small.
    ///
    /// - Parameters:
    ///   - head: its head
    ///   - use: what its body is for
    ///   - worker: has the commands
    init?(_ head: HTTPRequestHead, for use: Site.BodyUse, of worker: Worker) {
        guard head.headers.count <= Self.mostHeaders else { return nil }
        let bytes = head.headers.reduce(head.uri.utf8.count) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        guard bytes <= Self.mostBytes else { return nil }
        self.head = head
        self.use = use
        tablesVersion = worker.tablesVersion
    }

    /// Whether a request says the same, but for how long its body is. Whether who sends it may is for others to see: accounts
    /// change, and what they may.
    func isRepeated(by other: HTTPRequestHead, to worker: Worker) -> Bool {
        guard tablesVersion == worker.tablesVersion, head.method == other.method, head.uri == other.uri else {
            return false
        }
        let (headers, others) = (head.headers, other.headers)
        guard headers.count == others.count else { return false }
        return zip(headers, others).allSatisfy { header, other in
            header.name == other.name
                && (header.value == other.value || header.name.lowercased() == "content-length")
        }
    }
}
