import GedisClient
import GedisKit
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// Makes WebSocket connections to a GUN server.
struct GunSocket: Sendable {
    let address: GunAddress
    /// How the server proves who it is; nil where there is no TLS.
    private let tls: Encryption?
    /// What the handshake says of who connects; nil where it says nothing.
    private let authorization: String?
    /// The time for the connection and its handshake. A GUN server leaves a handshake for another path unanswered.
    let timeout: Duration
    /// The time without a frame after which the server is probed; it sends one every 20 s.
    let silence: Duration

    /// Describes connections to a server.
    ///
    /// - Parameters:
    ///   - address: the server
    ///   - client: how to encrypt where the address says so, and who authenticates
    ///   - timeout: the time for a connection and its handshake
    ///   - silence: the time after which a silent server is probed
    /// - Throws: `ClientError` where a file for TLS cannot be used.
    init(
        _ address: GunAddress, _ client: Client.Configuration, timeout: Duration, silence: Duration
    ) throws(ClientError) {
        (self.address, self.timeout, self.silence) = (address, timeout, silence)
        tls =
            address.isSecure
            ? try Encryption(client.tls ?? Client.TLS(), .tcp(host: address.host, port: address.port)) : nil
        authorization = client.password.map { "Basic " + Base64.encode("\(client.username ?? ""):\($0)".utf8) }
    }

    /// Connects whoever uses the connection.
    ///
    /// - Returns: the connection, after its handshake.
    /// - Throws: what NIO throws, or `HandshakeFailure`.
    func connect(_ user: any GunSocketUser) async throws -> any Channel {
        let upgrade = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(TimeAmount(timeout))
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .connect(host: address.host, port: address.port) { channel in
                channel.eventLoop.makeCompletedFuture { try configure(channel, user) }
            }
        return try await withTaskCancellationHandler {
            try await upgrade.promise.futureResult.get()
            return upgrade.channel
        } onCancel: {
            upgrade.channel.close(promise: nil)
        }
    }

    /// A handshake that is under way.
    private struct Upgrade: Sendable {
        let channel: any Channel
        let promise: EventLoopPromise<Void>
    }

    private func configure(_ channel: any Channel, _ user: any GunSocketUser) throws -> Upgrade {
        let pipeline = channel.pipeline.syncOperations
        if let tls { try pipeline.addHandler(try tls.handler()) }
        let silence = TimeAmount(silence)
        let upgrader = NIOTypedWebSocketClientUpgrader<Bool>(maxFrameSize: Self.biggestMessage) { channel, _ in
            channel.eventLoop.makeCompletedFuture {
                let pipeline = channel.pipeline.syncOperations
                try pipeline.addHandler(
                    NIOWebSocketFrameAggregator(
                        minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: Self.biggestMessage,
                        maxAccumulatedFrameSize: Self.biggestMessage))
                try pipeline.addHandler(IdleStateHandler(readTimeout: silence))
                try pipeline.addHandler(GunSocketHandler(user: user))
                return true
            }
        }
        var configuration = NIOUpgradableHTTPClientPipelineConfiguration(
            upgradeConfiguration: NIOTypedHTTPClientUpgradeConfiguration(
                upgradeRequestHead: request, upgraders: [upgrader],
                notUpgradingCompletionHandler: { $0.eventLoop.makeSucceededFuture(false) }))
        // The server's first message can come together with its answer to the handshake.
        configuration.leftOverBytesStrategy = .forwardBytes
        let isUpgraded = try pipeline.configureUpgradableHTTPClientPipeline(configuration: configuration)

        let promise = channel.eventLoop.makePromise(of: Void.self)
        let timer = channel.eventLoop.scheduleTask(in: TimeAmount(timeout)) {
            promise.fail(HandshakeFailure.silent(timeout))
            channel.close(promise: nil)
        }
        isUpgraded.whenComplete { result in
            timer.cancel()
            switch result {
            case .success(true): promise.succeed()
            case .success(false):
                promise.fail(HandshakeFailure.declined)
                channel.close(promise: nil)
            case .failure(let error): promise.fail(error)
            }
        }
        channel.closeFuture.whenComplete { _ in promise.fail(HandshakeFailure.closed) }
        return Upgrade(channel: channel, promise: promise)
    }

    private var request: HTTPRequestHead {
        let host = address.host.contains(":") ? "[\(address.host)]" : address.host
        var headers: HTTPHeaders = ["Host": "\(host):\(address.port)"]
        if let authorization { headers.add(name: "Authorization", value: authorization) }
        return HTTPRequestHead(version: .http1_1, method: .GET, uri: address.path, headers: headers)
    }

    /// In bytes; gun's own limit is 90 million characters.
    private static let biggestMessage = 128 << 20
}

/// Why a connection was made, but no WebSocket on it.
enum HandshakeFailure: Error {
    case silent(Duration), declined, closed
}
