internal import GedisKit
public import NIOCore
public import NIOPosix

extension Client {
    /// Connects and, where the configuration says so, authenticates and chooses the protocol version.
    ///
    /// - Parameters:
    ///   - endpoint: where the server listens
    ///   - configuration: how to connect
    ///   - group: the event loops, one of which the connection runs on
    /// - Returns: a client that is ready for calls.
    /// - Throws: `ClientError` that names the endpoint, and `CancellationError` when the task is cancelled.
    public static func connect(
        to endpoint: Endpoint, configuration: Configuration = Configuration(),
        on group: any EventLoopGroup = .singletonMultiThreadedEventLoopGroup
    ) async throws -> Client {
        let timedOut = ClientError(
            .timedOut, "\(endpoint) was not ready for calls within \(configuration.connectTimeout)")
        let deadline = NIODeadline.now() + TimeAmount(configuration.connectTimeout)
        let connection = try await ClientConnection.open(endpoint, configuration, on: group, timedOut)
        let client = Client(endpoint: endpoint, connection: connection)
        let watchdog = connection.channel.eventLoop.scheduleTask(deadline: deadline) {
            connection.run { $0.close(timedOut) }
        }
        defer { watchdog.cancel() }
        try await connection.ready.value()
        try await client.greet(configuration)
        return client
    }

    /// Authenticates, then chooses the protocol version.
    private func greet(_ configuration: Configuration) async throws {
        if let password = configuration.password {
            let credentials = [configuration.username, password].compactMap(\.self)
            let reply = try await send((["AUTH"] + credentials).map { Array($0.utf8) })
            if case .error(let error) = reply {
                throw ClientError(.authenticationRefused, "\(endpoint) refused the password: \(error)", cause: error)
            }
        }
        if configuration.version == .resp3 {
            guard case .error(let error) = try await send([Array("HELLO".utf8), Array("3".utf8)]) else { return }
            if error.code == "NOAUTH" {
                throw ClientError(.authenticationRefused, "\(endpoint) asks for a password: \(error)", cause: error)
            }
            throw ClientError(.protocolError, "\(endpoint) refused RESP3: \(error)", cause: error)
        }
    }
}
