internal import GedisTLS
internal import NIOCore
internal import NIOPosix

/// A channel and its handler, which is used on the channel's event loop only.
struct ClientConnection: Sendable {
    let channel: any Channel
    let ready: Completion<Void>
    private let handler: NIOLoopBound<CallHandler>

    /// Runs `body` on the event loop, after what was run before.
    func run(_ body: @escaping @Sendable (CallHandler) -> Void) {
        channel.eventLoop.execute { body(handler.value) }
    }

    /// Opens a channel; with TLS the handshake begins then.
    ///
    /// - Parameters:
    ///   - endpoint: where the server listens
    ///   - configuration: how to connect
    ///   - group: the event loops to choose from
    ///   - timedOut: what to throw when that takes too long
    /// - Returns: the connection, which may not be ready for calls yet.
    /// - Throws: `ClientError`, and `CancellationError` when the task is cancelled.
    static func open(
        _ endpoint: Client.Endpoint, _ configuration: Client.Configuration, on group: any EventLoopGroup,
        _ timedOut: ClientError
    ) async throws -> ClientConnection {
        let encryption = try configuration.tls.map { try Encryption($0, endpoint) }
        let bootstrap = ClientBootstrap(group: group).connectTimeout(TimeAmount(configuration.connectTimeout))
        let opened = Completion<ClientConnection>()
        // The bootstrap's own limit begins only when the name is looked up.
        let watchdog = group.next().scheduleTask(in: TimeAmount(configuration.connectTimeout)) {
            _ = opened.settle(.failure(timedOut))
        }
        defer { watchdog.cancel() }
        Task {
            do {
                let connection = try await bootstrap.connect(to: endpoint) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try ClientConnection(
                            channel, encryption?.handler(),
                            CallHandler(endpoint: endpoint, configuration: configuration))
                    }
                }
                // Cancellation does not stop the attempt: what it still brings is closed at once.
                if !opened.settle(.success(connection)) { connection.channel.close(promise: nil) }
            } catch {
                opened.settle(.failure(error))
            }
        }
        do {
            return try await opened.value()
        } catch is CancellationError {
            throw CancellationError()
        } catch ChannelError.connectTimeout {
            throw timedOut
        } catch {
            throw ClientError.couldNotConnect(to: endpoint, error)
        }
    }

    /// Puts the handlers into a new channel; called on its event loop.
    private init(_ channel: any Channel, _ encryption: TLSHandler?, _ handler: CallHandler) throws {
        if let encryption { try channel.pipeline.syncOperations.addHandler(encryption) }
        try channel.pipeline.syncOperations.addHandler(handler)
        self.channel = channel
        self.ready = handler.ready
        self.handler = NIOLoopBound(handler, eventLoop: channel.eventLoop)
    }
}

extension ClientBootstrap {
    fileprivate func connect(
        to endpoint: Client.Endpoint,
        initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<ClientConnection>
    ) async throws -> ClientConnection {
        switch endpoint {
        case .tcp(let host, let port):
            guard (1...65535).contains(port) else {
                throw ClientError(.couldNotConnect, "could not connect to \(endpoint): \(port) is not a port (1…65535)")
            }
            return try await connect(host: host, port: port, channelInitializer: initializer)
        case .unix(let path):
            return try await connect(unixDomainSocketPath: path, channelInitializer: initializer)
        }
    }
}
