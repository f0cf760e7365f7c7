package import GedisCore
package import GedisSettings
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Answers Prometheus: `GET /metrics` on a port of this machine, which other machines cannot reach.
package struct MetricsEndpoint: Sendable {
    private let channel: any Channel

    private static let host = HostName.localAddresses[0]

    /// How many connections there may be at once. Whoever asks for metrics is not authenticated, and not counted among the
    /// server's clients: those must not keep it away, nor it them.
    static let mostConnections = 64

    /// Opens the port.
    ///
    /// - Parameters:
    ///   - port: the TCP port; 0 for a free one
    ///   - server: the server
    ///   - web: by which names the server is known
    /// - Throws: `MetricsError` when the port cannot be had.
    package init(port: Int, of server: ServerCore, web: WebSettings) async throws(MetricsError) {
        let access = WebAccess(web, host: Self.host, isEncrypted: false)
        let places = Places()
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard places.take(atMost: Self.mostConnections) else { return channel.close(promise: nil) }
                    channel.closeFuture.whenComplete { _ in places.leave() }
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(
                        MetricsHandler(access, timeout: server.limits.handshakeTimeout) {
                            Exposition(server.metrics).text
                        })
                }
            }
        channel = try await Self.open(port, bootstrap)
    }

    /// Looks whether the port could be had now.
    ///
    /// - Throws: `MetricsError` that says why not, as opening it would.
    package static func check(port: Int) async throws(MetricsError) {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        let channel = try await open(port, bootstrap)
        try? await channel.close()
    }

    private static func open(_ port: Int, _ bootstrap: ServerBootstrap) async throws(MetricsError) -> any Channel {
        do {
            return try await bootstrap.bind(host: host, port: port).get()
        } catch {
            throw MetricsError("cannot serve metrics on \(host):\(port): \(error); choose another metrics_port")
        }
    }

    /// Where it listens.
    package var address: String {
        channel.localAddress.map { "\($0.ipAddress ?? Self.host):\($0.port ?? 0)" } ?? Self.host
    }

    /// Closes the port.
    package func close() async { try? await channel.close() }
}

extension MetricsEndpoint {
    /// Counts connections.
    private final class Places: Sendable {
        private let count = Atomic(0)

        /// Counts one in; false where there are as many as there may be.
        func take(atMost most: Int) -> Bool {
            guard count.add(1, ordering: .relaxed).oldValue < most else {
                leave()
                return false
            }
            return true
        }

        func leave() { count.subtract(1, ordering: .relaxed) }
    }
}

/// Why metrics cannot be served.
package struct MetricsError: Error, CustomStringConvertible {
    /// What was wrong, and what to do.
    package let description: String

    init(_ description: String) { self.description = description }
}
