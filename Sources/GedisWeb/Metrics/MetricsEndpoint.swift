package import GedisCore
import GedisSettings
import NIOCore
import NIOHTTP1
import NIOPosix

/// Answers Prometheus: `GET /metrics` on a port of this machine, which other machines cannot reach.
package struct MetricsEndpoint: Sendable {
    private let channel: any Channel

    private static let host = HostName.localAddresses[0]

    /// How long a connection may be silent. Prometheus asks at least once a minute.
    private static let idleTime = TimeAmount.seconds(120)

    /// Opens the port.
    ///
    /// - Parameters:
    ///   - port: the TCP port; 0 for a free one
    ///   - server: the server
    /// - Throws: `MetricsError` when the port cannot be had.
    package init(port: Int, of server: ServerCore) async throws(MetricsError) {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(IdleStateHandler(allTimeout: Self.idleTime))
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(MetricsHandler { Exposition(server.metrics).text })
                }
            }
        do {
            channel = try await bootstrap.bind(host: Self.host, port: port).get()
        } catch {
            throw MetricsError("cannot serve metrics on \(Self.host):\(port): \(error); choose another metrics_port")
        }
    }

    /// Where it listens.
    package var address: String {
        channel.localAddress.map { "\($0.ipAddress ?? Self.host):\($0.port ?? 0)" } ?? Self.host
    }

    /// Closes the port.
    package func close() async { try? await channel.close() }
}

/// Why metrics cannot be served.
package struct MetricsError: Error, CustomStringConvertible {
    /// What was wrong, and what to do.
    package let description: String

    init(_ description: String) { self.description = description }
}
