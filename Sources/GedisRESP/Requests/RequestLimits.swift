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

    /// What an error says before `bulk length` or `multibulk length`: Redis names the reason for the small limits.
    var adjective: String { areForStrangers ? "unauthenticated" : "invalid" }
}
