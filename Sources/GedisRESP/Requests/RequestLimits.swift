/// How large a request may be. The numbers are Redis' own.
public struct RequestLimits: Sendable, Hashable {
    /// The most byte strings in a request, the command's name among them.
    public var parts: Int
    /// The most bytes in one of them; at least 99, because shorter ones are taken without a look at this.
    /// All together may have twice as many.
    public var partBytes: Int
    /// The most bytes of an inline request, or of the line that announces a length.
    public var lineBytes: Int
    /// Whether they are those of clients that have not said who they are.
    var areForStrangers: Bool

    /// What a client may send that has said who it is.
    public static let authenticated = RequestLimits(
        parts: 1024 * 1024, partBytes: 512 * 1024 * 1024, lineBytes: 64 * 1024, areForStrangers: false)

    /// What a client may send before that: enough for `AUTH` and `HELLO`.
    public static let unauthenticated = RequestLimits(
        parts: 10, partBytes: 16 * 1024, lineBytes: 64 * 1024, areForStrangers: true)

    /// A part that is shorter is taken without a look at how long the request is; there is a limit to how many there are.
    static let shortPart = 100

    /// Whether a request of these arguments, and a command's name, is small enough.
    package func allow(_ arguments: [[UInt8]]) -> Bool {
        guard arguments.contains(where: { $0.count >= Self.shortPart }) else { return true }
        // A length takes 24 bytes at most: its digits, and what stands around them.
        return arguments.reduce(1024) { $0 + $1.count + 24 } <= 2 * partBytes
    }

    /// What an error says before `bulk length` or `multibulk length`: Redis names the reason for the small limits.
    var adjective: String { areForStrangers ? "unauthenticated" : "invalid" }
}
