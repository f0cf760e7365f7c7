extension Namespace {
    /// What a namespace does besides answering calls.
    public struct Life: Sendable {
        /// One schedule, of the instance.
        public struct Task: Sendable {
            /// How long it is from the beginning of one run to that of the next, at least.
            public let period: Duration
            /// What is done.
            public let run: @Sendable () async throws -> Void

            package init(period: Duration, run: @escaping @Sendable () async throws -> Void) {
                self.period = period
                self.run = run
            }
        }

        /// What it does every so often.
        public var tasks: [Task]
        /// What it does before it is replaced, removed or the server ends; nil where it does nothing.
        public var stop: (@Sendable () async -> Void)?
        /// What the instance that replaces it is handed as `state`, as one reply in RESP3 with bytes in base64; nil where it
        /// hands nothing on.
        public var state: (@Sendable () async throws -> [UInt8])?

        /// A life of answering calls alone.
        public init(
            tasks: [Task] = [], stop: (@Sendable () async -> Void)? = nil,
            state: (@Sendable () async throws -> [UInt8])? = nil
        ) {
            self.tasks = tasks
            self.stop = stop
            self.state = state
        }
    }
}

extension [Namespace.Life.Task] {
    /// The schedules of a type, for an instance of it.
    public init<Owner>(_ schedules: [Schedule<Owner>], of owner: Owner) {
        self = schedules.map { schedule in
            Namespace.Life.Task(period: schedule.period) { try await schedule.run(owner) }
        }
    }
}

extension Namespace.Life {
    /// A state as the next instance can be handed it.
    ///
    /// - Throws: what the state's own `encode(to:)` throws.
    public static func encode(_ state: some Encodable) throws -> [UInt8] {
        var writer = ReplyWriter(version: .resp3)
        try ReplyEncoder.write(state, to: &writer, bytesAreBase64: true)
        return writer.withBytes { [UInt8]($0) }
    }
}
