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
    /// What it does besides answering calls.
    public var life = Life()
    /// The server that it is mounted from; nil where it is of this process.
    package var relay: (any CallRelay)?
    /// Whether its code answers, or something in its place.
    package var state = State.served
    /// Makes a command of a name in lower case that is none of `commands`; nil where there are no others.
    package var others: (@Sendable (_ name: String) -> Command?)?
    /// Says how the processes are that serve it; nil where it is in the server's own.
    package var processes: (@Sendable () -> [ProcessStatus])?

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
        /// Publishes to the server's subscribers.
        public var events: Events
        /// Takes what the namespace has to say to those who run the server.
        public var log: Log
        /// The namespace's settings from the server's definition, as JSON; nil where there are none.
        public var settings: [UInt8]?
        /// What the instance handed on that this one replaces, as JSON; nil where there is nothing.
        public var state: [UInt8]?
        /// How long a call of a namespace in a process of its own may take; nil for as long as it does.
        package var callTimeout: Duration?
        /// How many processes serve it, where it has its own.
        package var workers = 1
        /// How many bytes of memory each may have; 0 for any.
        package var memoryLimit = 0

        /// Describes where a namespace is loaded.
        public init(
            name: String, backend: (any Backend)? = nil, events: Events = .unheard, log: Log = .none,
            settings: [UInt8]? = nil, state: [UInt8]? = nil
        ) {
            self.name = name
            self.backend = backend
            self.events = events
            self.log = log.with([("namespace", name)])
            self.settings = settings
            self.state = state
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

        /// The namespace's settings.
        ///
        /// - Throws: `SettingsError` where they are not what `type` asks for.
        public func settings<Settings: Decodable>(_ type: Settings.Type) throws(SettingsError) -> Settings {
            do throws(RecordError) {
                return try (settings ?? Array("{}".utf8)).decodeRecord(type)
            } catch {
                throw SettingsError(path: error.path, problem: error.problem)
            }
        }

        /// What the instance handed on that this one replaces; nil where there is nothing, or nothing that `type` takes.
        public func state<State: Decodable>(_ type: State.Type) -> State? {
            guard let state else { return nil }
            do throws(RecordError) {
                return try state.decodeRecord(type)
            } catch {
                log.warning("the state of the version before is not taken over: \(error.path) \(error.problem)")
                return nil
            }
        }
    }
}

extension [UInt8] {
    /// Decodes a JSON text.
    fileprivate func decodeRecord<T: Decodable>(_ type: T.Type) throws(RecordError) -> T {
        let value = withUnsafeBytes { bytes in
            Result { () throws(RecordError) in try RecordDecoder.decode(type, from: bytes) }
        }
        return try value.get()
    }
}

extension Namespace {
    /// Whether a namespace's code answers.
    package enum State: String, Sendable {
        /// It does.
        case served
        /// Its `init` goes on; its commands say so.
        case loading
        /// It crashed the server again and again; its commands say so.
        case quarantined
    }
}
