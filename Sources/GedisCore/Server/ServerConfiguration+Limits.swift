extension ServerConfiguration {
    /// How much of the server its clients may take. Times are kept to the second.
    public struct Limits: Sendable, Hashable {
        /// How many clients may be connected at once.
        public var connections = 10_000
        /// How large one argument of a request may be, in bytes.
        public var requestBytes = 512 << 20
        /// How many parts a request may have, the command's name among them.
        public var arguments = 1 << 20
        /// How much a client may send ahead while a call of its own runs, in bytes; it is not read from beyond that.
        public var backlogBytes = 1 << 20
        /// How much may wait for a client that does not read its replies, in bytes; it is closed beyond that.
        public var outputBytes = 512 << 20
        /// The same for a subscriber.
        public var subscriberBytes = 8 << 20
        /// How long a client may be silent; nil for ever.
        public var idleTime: Duration?
        /// How long TLS and saying who one is may take; nil for ever.
        public var handshakeTime: Duration? = .seconds(10)
        /// How long an asynchronous command may run; nil for ever.
        public var callTime: Duration?
        /// How long a stop waits for calls that run and for clients to read their replies.
        public var shutdownTime = Duration.seconds(10)

        /// The limits that hold unless told otherwise.
        public init() {}
    }
}
