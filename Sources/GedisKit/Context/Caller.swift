/// Who calls a command, as the server knows them.
public struct Caller: Sendable {
    /// How a call came.
    public struct Transport: Hashable, Sendable, CustomStringConvertible {
        /// The transport's name.
        public let description: String

        /// RESP over TCP.
        public static let tcp = Transport(description: "tcp")
        /// RESP over TLS.
        public static let tls = Transport(description: "tls")
        /// RESP over a Unix socket.
        public static let unix = Transport(description: "unix")
        /// A call over HTTP.
        public static let http = Transport(description: "http")
        /// RESP in a WebSocket.
        public static let webSocket = Transport(description: "websocket")
        /// A program that calls the command itself, such as a test.
        public static let program = Transport(description: "program")

        /// The transport of a name.
        package init(named name: String) { description = name }

        private init(description: String) { self.description = description }
    }

    /// The user's name; `default` where nobody says one.
    public var user: String
    /// Where the client is: `address:port`, or the Unix socket's path.
    public var address: String
    /// The connection's number, unique in the server's life.
    public var connection: Int
    /// What `CLIENT SETNAME` called the connection; may be empty.
    public var connectionName: String
    /// The common name of the certificate that the client has shown; nil where it has shown none.
    public var certificate: String?
    /// How the call came.
    public var transport: Transport
    /// Until when the call has to be answered; nil where it may take as long as it does.
    public var deadline: ContinuousClock.Instant?

    /// What runs further commands with the caller's rights; nil where there are none.
    package var commands: (any CommandRunner)?
    /// How many commands called each other on the way to this one.
    package private(set) var depth = 0
    /// How many commands may call each other on the way to one.
    private static let deepest = 32

    /// Describes a caller.
    public init(
        user: String = "default", address: String = "", connection: Int = 0, connectionName: String = "",
        certificate: String? = nil, transport: Transport = .program, deadline: ContinuousClock.Instant? = nil
    ) {
        self.user = user
        self.address = address
        self.connection = connection
        self.connectionName = connectionName
        self.certificate = certificate
        self.transport = transport
        self.deadline = deadline
    }

    /// The caller of a command that is called by the caller's own.
    ///
    /// - Parameter name: the command's full name, for the error
    /// - Returns: the caller, one command deeper.
    /// - Throws: where commands call each other too deep, as they do that call each other without end.
    package func callingOn(_ name: String) throws(CommandError) -> Caller {
        guard depth < Self.deepest else {
            throw CommandError("\(name): commands call each other more than \(Self.deepest) deep")
        }
        var inner = self
        inner.depth += 1
        return inner
    }
}

/// Runs commands for code that is in the server's process.
package protocol CommandRunner: Sendable {
    /// Runs a command with a caller's rights.
    ///
    /// - Parameters:
    ///   - name: its full name
    ///   - arguments: what it is given
    ///   - caller: who calls
    /// - Returns: its reply.
    /// - Throws: `CommandError` where there is no such command, the caller may not call it, or it replies an error.
    nonisolated(nonsending) func run(_ name: String, _ arguments: [[UInt8]], for caller: Caller) async throws -> Value
}
