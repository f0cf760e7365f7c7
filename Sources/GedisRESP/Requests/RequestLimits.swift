/// How large a request may be.
public struct RequestLimits: Sendable, Hashable {
    /// The most byte strings in a request, the command's name among them.
    public var maxArguments: Int
    /// The most bytes of a request, all that is sent of it together; at least 99. Arguments that are shorter than 100
    /// bytes are taken without a look at this: there, `maxArguments` is the bound.
    public var maxRequestSize: Int
    /// The most bytes of an inline request, or of the line that announces a length. The number is Redis' own.
    public var maxLineSize = 64 * 1024
    /// Whether they are those of clients that have not said who they are.
    private var areOfUnauthenticated = false

    /// What a client may send that has said who it is.
    public init(maxArguments: Int, maxRequestSize: Int) {
        self.maxArguments = maxArguments
        self.maxRequestSize = maxRequestSize
    }

    /// What a client may send before that: enough for `AUTH` and `HELLO`. The numbers are Redis' own.
    public static let unauthenticated = {
        var limits = RequestLimits(maxArguments: 10, maxRequestSize: 16 * 1024)
        limits.areOfUnauthenticated = true
        return limits
    }()

    /// An argument that is shorter is taken without a look at how long the request is; there is a limit to how many there
    /// are.
    static let shortPart = 100

    /// Compares a request with the limits.
    ///
    /// - Parameters:
    ///   - size: how many bytes it has
    ///   - longestArgument: how many its longest argument has
    /// - Returns: whether it is small enough.
    package func allow(size: Int, longestArgument: Int) -> Bool {
        longestArgument < Self.shortPart || size <= maxRequestSize
    }

    /// What an error says before `bulk length` or `multibulk length`: Redis names the reason for the small limits.
    var adjective: String { areOfUnauthenticated ? "unauthenticated" : "invalid" }
}
