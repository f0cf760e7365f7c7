/// The revisions of the Model Context Protocol that are spoken.
enum MCPVersion {
    /// How a client says which revision it speaks.
    enum Era {
        /// By `initialize`, before anything else. Nothing is kept of it here.
        case handshake
        /// In each request.
        case stateless
    }

    /// Those in which each request says what it needs to.
    static let stateless = ["2026-07-28"]
    /// Those that begin with `initialize`, the newest first.
    static let handshake = ["2025-11-25", "2025-06-18"]

    static var all: [String] { stateless + handshake }

    /// The revision that `initialize` agrees on.
    static func agreed(on wanted: String?) -> String {
        wanted.flatMap { handshake.contains($0) ? $0 : nil } ?? handshake[0]
    }
}
