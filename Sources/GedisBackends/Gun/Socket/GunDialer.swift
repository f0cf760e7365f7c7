package import GedisClient
package import GedisGUN
package import GedisKit
import NIOCore
import NIOWebSocket
import Synchronization

/// Connects to another server of GUN as its peer.
package struct GunDialer: RelayDialer {
    private let target: GunAddress
    private let server: String
    private let client: Client.Configuration
    private let timing = GunTiming(timeout: .seconds(10))

    /// Describes the way to a server.
    ///
    /// - Parameters:
    ///   - url: the server, such as `ws://localhost:8765/gun`
    ///   - server: whose peer it is, which starts its errors
    ///   - client: how to encrypt with `wss`, and who authenticates
    /// - Throws: `BackendError` for what is no such URL.
    package init(
        _ url: String, of server: String, client: Client.Configuration = .init()
    ) throws(BackendError) {
        target = try GunAddress(url, backend: server)
        (self.server, self.client) = (server, client)
    }

    package var address: String { target.description }

    package func run(
        opened: @escaping @Sendable (any RelayConnection) -> Void, receive: @escaping @Sendable ([UInt8]) -> Void
    ) async throws {
        let user = Connection(opened: opened, receive: receive)
        do {
            let socket = try GunSocket(target, client, timeout: timing.connection, silence: timing.silence)
            let channel = try await socket.connect(user)
            try await withTaskCancellationHandler {
                try await channel.closeFuture.get()
            } onCancel: {
                channel.close(promise: nil)
            }
        } catch {
            throw target.failure(error, backend: server)
        }
    }

    /// A connection while it is made and once it is.
    private final class Connection: GunSocketUser, RelayConnection {
        private let channel = Mutex<(any Channel)?>(nil)
        private let opened: @Sendable (any RelayConnection) -> Void
        private let received: @Sendable ([UInt8]) -> Void

        init(
            opened: @escaping @Sendable (any RelayConnection) -> Void,
            receive received: @escaping @Sendable ([UInt8]) -> Void
        ) {
            self.opened = opened
            self.received = received
        }

        func connected(_ channel: any Channel) {
            self.channel.withLock { $0 = channel }
            opened(self)
        }

        func receive(_ frame: [UInt8]) { received(frame) }

        func receiveSign(_ id: String) {}

        private var current: (any Channel)? { channel.withLock { $0 } }

        func later(_ delay: Duration, _ action: @escaping @Sendable () -> Void) {
            guard let eventLoop = current?.eventLoop else { return }
            if delay > .zero {
                eventLoop.scheduleTask(in: TimeAmount(delay), action)
            } else {
                eventLoop.execute(action)
            }
        }

        func send(_ frames: [[UInt8]], _ sent: @escaping @Sendable () -> Void) {
            guard let channel = current else { return }
            for frame in frames { channel.write(WebSocketFrame.masked(.text, ByteBuffer(bytes: frame)), promise: nil) }
            channel.writeAndFlush(WebSocketFrame.masked(.pong, ByteBuffer())).whenComplete { _ in sent() }
        }

        func pause(_ isPaused: Bool) {
            _ = current?.setOption(ChannelOptions.autoRead, value: !isPaused)
        }

        func close() { current?.close(promise: nil) }
    }
}
