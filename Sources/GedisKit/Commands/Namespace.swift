/// A group of commands under one name: what a source file becomes when a server loads it.
public struct Namespace: Sendable {
    /// The first half of its commands' full names, such as `calc`.
    public var name: String
    /// One sentence that says what it is for.
    public var summary: String
    /// The types that its commands' schemas refer to.
    public var types: [TypeDescription]
    /// Its commands.
    public var commands: [Command]

    /// Groups commands under a name.
    public init(name: String, summary: String = "", types: [TypeDescription] = [], commands: [Command]) {
        self.name = name
        self.summary = summary
        self.types = types
        self.commands = commands
    }
}

extension Namespace {
    /// What a namespace is handed by the server that loads it.
    public struct Environment: Sendable {
        /// The name under which the server serves it.
        public var name: String
        /// The server's backend, where it has one.
        public var backend: (any Backend)?
        /// Tells the server's subscribers of things.
        public var events: Events

        /// Describes where a namespace is loaded.
        public init(name: String, backend: (any Backend)? = nil, events: Events = .unheard) {
            self.name = name
            self.backend = backend
            self.events = events
        }

        /// The server's backend, for a command that cannot do without.
        ///
        /// - Throws: `CommandError` when the server has none.
        public func requiredBackend() throws(CommandError) -> any Backend {
            guard let backend else {
                throw CommandError(
                    "\(name) needs a backend and this server has none: "
                        + "name a backend instance in the server's dbclient_instance")
            }
            return backend
        }
    }
}
