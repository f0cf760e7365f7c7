public import GedisKit
public import Logging
import NIOCore
import NIOPosix
import NIOSSL
public import ServiceLifecycle
import Synchronization

/// Serves namespaces over the Redis protocol.
///
/// `start` opens the sockets, `run` waits until `stop` is called or the service group shuts down. Namespaces can be
/// replaced at any time; a request sees the commands of one moment, whole.
public final class Server: Service, Sendable {
    private let configuration: ServerConfiguration
    private let logger: Logger
    private let state: ServerState
    private let group: MultiThreadedEventLoopGroup
    private let loops: [ObjectIdentifier: NIOLoopBoundBox<LoopConnections>]
    private let operatorCommands: [Namespace]
    private let channels = Mutex<[any Channel]>([])
    private let stopping = Signal()

    /// Makes a server; nothing is listened on yet.
    ///
    /// - Parameters:
    ///   - configuration: where it listens and for whom
    ///   - namespaces: its commands
    ///   - operatorCommands: the commands of the control socket
    ///   - logger: what happens is told to it
    public init(
        _ configuration: ServerConfiguration, namespaces: [Namespace], operatorCommands: [Namespace] = [],
        logger: Logger
    ) {
        self.configuration = configuration
        self.logger = logger
        self.operatorCommands = operatorCommands
        group = MultiThreadedEventLoopGroup(numberOfThreads: Swift.max(configuration.threads, 1))
        let eventLoops = Array(group.makeIterator())
        let counters = eventLoops.map { _ in Counters() }
        let state = ServerState(name: configuration.name, password: configuration.password, counters: counters)
        self.state = state
        let tables = CommandTables(namespaces: namespaces, operatorCommands: operatorCommands)
        loops = Dictionary(
            uniqueKeysWithValues: zip(eventLoops, counters).map { eventLoop, counters in
                let connections = NIOLoopBoundBox.makeBoxSendingValue(
                    LoopConnections(
                        worker: Worker(server: state, counters: counters, tables: tables), eventLoop: eventLoop,
                        logger: logger),
                    eventLoop: eventLoop)
                return (ObjectIdentifier(eventLoop), connections)
            })
    }

    /// Opens every socket of the configuration.
    ///
    /// - Returns: where clients connect, such as `127.0.0.1:9900`, with the ports that were taken for port 0.
    /// - Throws: `StartError` when one can't be opened; none is open then.
    public func start() async throws(StartError) -> [String] {
        do throws(StartError) {
            let tls = try configuration.certificate.map { certificate throws(StartError) in try certificate.context() }
            let listener = Listener(group: group, loops: loops)
            for endpoint in configuration.endpoints {
                var secured: NIOSSLContext?
                if case .tcp = endpoint { secured = tls }
                let opened = try await listener.listen(at: endpoint, tls: secured, audience: .clients)
                channels.withLock { $0 += opened }
            }
            let addresses = channels.withLock { $0.compactMap(\.localAddress) }
            state.ports.withLock { $0 = addresses.compactMap(\.port) }
            if let path = configuration.controlSocket {
                let opened = try await listener.listen(
                    at: .unix(path: path, mode: 0o600), tls: nil, audience: .operators)
                channels.withLock { $0 += opened }
            }
            return addresses.map { $0.pathname ?? "\($0.ipAddress ?? "?"):\($0.port ?? 0)" }
        } catch {
            await closeListeners()
            try? await group.shutdownGracefully()
            throw error
        }
    }

    /// The ports that clients can connect to, once each.
    public var ports: [Int] { Array(Set(state.ports.withLock { $0 })).sorted() }

    /// How many clients are connected.
    public var openConnections: Int { state.openConnections }

    /// Serves until `stop` is called or the service group shuts down, then ends gracefully: no new connections, every
    /// request that was received is answered, within the configuration's `shutdownTimeout`.
    public func run() async throws {
        await withGracefulShutdownHandler {
            await stopping.wait()
        } onGracefulShutdown: {
            self.stop()
        }
        await end()
    }

    /// Makes `run` end.
    public func stop() { stopping.fire() }

    /// Swaps the namespaces. When this returns, every request that arrives sees the new ones; calls that run go on.
    public func use(_ namespaces: [Namespace]) async {
        let tables = CommandTables(namespaces: namespaces, operatorCommands: operatorCommands)
        await onEachLoop { $0.worker.use(tables) }
    }

    private func end() async {
        await closeListeners()
        await onEachLoop { $0.end() }
        let deadline = ContinuousClock.now + configuration.shutdownTimeout
        while state.openConnections > 0, ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(10))
        }
        if state.openConnections > 0 {
            logger.warning(
                "closing connections that did not end in time",
                metadata: ["connections": "\(state.openConnections)", "waited": "\(configuration.shutdownTimeout)"])
        }
        try? await group.shutdownGracefully()
    }

    private func closeListeners() async {
        let open = channels.withLock { channels in
            defer { channels = [] }
            return channels
        }
        for channel in open { try? await channel.close() }
    }

    private func onEachLoop(_ body: @escaping @Sendable (LoopConnections) -> Void) async {
        for loop in loops.values {
            try? await loop.eventLoop.submit { body(loop.value) }.get()
        }
    }
}
