package import GedisCore
package import GedisSettings
package import GedisSockets
import Glibc
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

    /// Listens at a port.
    ///
    /// - Parameters:
    ///   - port: the TCP port; 0 for a free one
    ///   - kept: the sockets that are there already, which are used first
    /// - Returns: the socket.
    /// - Throws: `MetricsError` when the port cannot be had.
    package static func listen(
        at port: Int, among kept: KeptListeners = .none
    ) throws(MetricsError) -> ListeningSocket {
        do throws(StartError) {
            return try ListeningSocket.open(at: .tcp(host: host, port: port), for: .metrics, among: kept)[0]
        } catch {
            let reason = error.errorNumber.map { String(cString: strerror($0)) } ?? error.description
            throw MetricsError("cannot serve metrics on \(host):\(port): \(reason); choose another metrics_port")
        }
    }

    /// Begins to answer.
    ///
    /// - Parameters:
    ///   - socket: where; it is closed with this
    ///   - server: the server
    ///   - web: by which names the server is known
    /// - Throws: `MetricsError` when the system has no threads left.
    package init(_ socket: ListeningSocket, of server: ServerCore, web: WebSettings) async throws(MetricsError) {
        let access = WebAccess(web, host: Self.host, isEncrypted: false)
        let places = Places()
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard places.take(atMost: Self.mostConnections) else { return channel.close(promise: nil) }
                    channel.closeFuture.whenComplete { _ in places.leave() }
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(
                        MetricsHandler(access, of: server, timeout: server.limits.handshakeTimeout))
                }
            }
        do {
            channel = try await bootstrap.withBoundSocket(socket.descriptor).get()
        } catch {
            throw MetricsError("cannot serve metrics on \(socket.address): \(error)")
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
