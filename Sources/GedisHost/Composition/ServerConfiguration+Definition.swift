import GedisConfig
import GedisCore

extension ServerConfiguration.Limits {
    /// The limits that a definition sets.
    init(_ limits: ServerLimits) {
        self.init()
        connections = limits.maxConnections
        requestBytes = limits.maxRequestSize
        arguments = limits.maxArguments
        backlogBytes = limits.backlogLimit
        outputBytes = limits.outputLimit
        subscriberBytes = limits.subscriberLimit
        idleTime = Self.time(limits.idleTimeout)
        handshakeTime = Self.time(limits.handshakeTimeout)
        callTime = Self.time(limits.commandTimeout)
        shutdownTime = .seconds(limits.shutdownTimeout)
    }

    /// In a definition, 0 seconds are for ever.
    private static func time(_ seconds: Int) -> Duration? { seconds == 0 ? nil : .seconds(seconds) }
}
