import GedisCore
import NIOHTTP1

/// The last call of a connection: most clients send one head after the other that says the same, and need not be asked again
/// what they mean by it.
struct RepeatedCall {
    /// The most headers, and bytes of them, that are kept with each connection.
    private static let mostHeaders = 32
    private static let mostBytes = 2048

    private let head: HTTPRequestHead
    /// Which of the headers says how long the body is.
    private let length: Int
    /// Which commands there were.
    private let tablesVersion: Int
    /// What its body is for.
    let use: Site.BodyUse
    /// Who sent it, as it says. Whether that is right is for others to see: accounts change.
    let credentials: Credentials?

    /// Remembers a request that was understood, where it is small.
    ///
    /// - Parameters:
    ///   - head: its head
    ///   - use: what its body is for
    ///   - worker: has the commands
    /// - Throws: `HTTPError` where it says in no known way who sent it.
    init?(_ head: HTTPRequestHead, for use: Site.BodyUse, of worker: Worker) throws(HTTPError) {
        guard case .call = use, head.headers.count <= Self.mostHeaders, !head.headers.contains(name: "Expect") else {
            return nil
        }
        let bytes = head.headers.reduce(head.uri.utf8.count) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        let lengths = head.headers.enumerated().filter { $1.name.lowercased() == "content-length" }
        guard bytes <= Self.mostBytes, lengths.count == 1 else { return nil }
        self.head = head
        self.use = use
        length = lengths[0].offset
        tablesVersion = worker.tablesVersion
        credentials = try Credentials.of(head)
    }

    /// How long the body of a request is that says the same, but for that; nil where it says something else.
    func length(ifRepeatedBy other: HTTPRequestHead, to worker: Worker) -> Int? {
        guard tablesVersion == worker.tablesVersion, head.method == other.method, head.version == other.version,
            head.uri == other.uri, head.headers.count == other.headers.count
        else { return nil }
        var length = 0
        var place = head.headers.startIndex
        for index in 0..<head.headers.count {
            let (header, other) = (head.headers[place], other.headers[place])
            guard header.name == other.name else { return nil }
            if index == self.length {
                guard let count = Int(other.value) else { return nil }
                length = count
            } else if header.value != other.value {
                return nil
            }
            place = head.headers.index(after: place)
        }
        return length
    }
}
