/// One command: what it is called, what it takes, and the code that runs it.
///
/// Generated glue makes these; a program that embeds the server may make its own.
public struct Command: Sendable {
    /// The name in its namespace, such as `sum`. Clients may write it in any case.
    public var name: String
    /// One sentence that says what it does.
    public var summary: String
    /// The rest of the help, below the summary; may be empty.
    public var discussion: String
    /// What it takes, in order, without what the server hands in.
    public var parameters: [Parameter]
    /// What it replies, for people: a Swift type such as `Int`, or empty where the reply is `OK`.
    public var returns: String
    /// What its reply looks like as JSON; nil where it is `OK`.
    public var result: Schema?
    /// Why it should not be called any more, maybe empty; nil where it may be.
    public var deprecation: String?
    /// Whether arguments beyond the parameters are let through, because the command reads the request itself.
    public var takesAnyArguments: Bool
    /// The code that runs it.
    public var handler: Handler
    /// What answers calls at once where nothing has to be waited for; nil for a command that has nothing of that kind.
    package var immediate: Immediate?
    /// The server that answers its calls; nil for a command that answers itself. The handler sends them there too, for
    /// whoever has no way of its own.
    package var relay: (any CallRelay)?
    /// What that server knows the command by, where it is a process of gedis' own.
    package var relayNumber = 0
    /// What sends calls on ahead of their turn; nil where each waits for the one before it.
    package var forwarder: (any CallForwarder)?

    /// Describes a command.
    public init(
        name: String, summary: String = "", discussion: String = "", parameters: [Parameter] = [],
        returns: String = "", result: Schema? = nil, deprecation: String? = nil, takesAnyArguments: Bool = false,
        handler: Handler
    ) {
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.parameters = parameters
        self.returns = returns
        self.result = result
        self.deprecation = deprecation
        self.takesAnyArguments = takesAnyArguments
        self.handler = handler
    }

    /// How many arguments a call must have.
    public var fewestArguments: Int { parameters.count { $0.isRequired } }

    /// How many arguments a call may have; nil where there is no bound.
    public var mostArguments: Int? {
        takesAnyArguments || parameters.contains(where: \.isVariadic) ? nil : parameters.count
    }
}

extension Command {
    /// A command's code, of one of two kinds. The number of arguments has been checked when it is called.
    public enum Handler: Sendable {
        /// Runs to its end on the connection's thread: reads the arguments in place, then writes exactly one reply.
        case synchronous(@Sendable (borrowing Arguments, inout ReplyWriter) throws -> Void)
        /// The same, for a command that is handed who calls.
        case synchronousForCaller(@Sendable (borrowing Arguments, inout ReplyWriter, Caller) throws -> Void)
        /// Answers calls one after the other, and may suspend at each.
        case asynchronous(Answering)

        /// What answers the calls of an asynchronous command.
        public typealias Answering = nonisolated(nonsending) @Sendable (Calls) async throws -> Void
    }
}

extension Command {
    /// Answers a call of an asynchronous command on the connection's thread, where it need not wait. What it reads it may share
    /// with the requests that arrived together with this one.
    ///
    /// It returns whether it has; where it has not, it has written nothing, and the handler answers.
    package typealias Immediate = @Sendable (borrowing Arguments, inout ReplyWriter, ReadScope) throws -> Bool
}

/// A server that calls are sent on to, as those know it who carry them.
package protocol CallRelay: AnyObject, Sendable {}
