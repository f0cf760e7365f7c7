public import GedisCore
import GedisCrypto
public import GedisKit
public import GedisSettings
package import GedisSockets
public import Logging
import Synchronization

/// Serves namespaces over the Redis protocol.
///
/// `start` opens the sockets, `run` serves until `stop` is called or its task is cancelled. Namespaces can be replaced at
/// any time; a request sees the commands of one moment, whole.
public final class Server: Sendable {
    /// What its carriers share.
    package let core: ServerCore
    let epoll: EpollCarrier
    private let carriers: [any Carrier]
    private let departed = Atomic(false)
    private let renewal: CertificateRenewal?
    private let stopping = Signal()

    /// Makes a server; nothing is listened on yet.
    ///
    /// - Parameters:
    ///   - configuration: where it listens and for whom
    ///   - namespaces: its commands
    ///   - operatorCommands: the commands of the control socket
    ///   - channels: what clients subscribe to; namespaces that publish are handed its `events`
    ///   - carriers: what serves the same commands in other ways than RESP over sockets, such as the web
    ///   - logger: where events are logged
    public convenience init(
        _ configuration: ServerConfiguration, namespaces: [Namespace], operatorCommands: [Namespace] = [],
        channels: Channels = Channels(), carriers: [any Carrier] = [], logger: Logger
    ) {
        self.init(
            configuration, namespaces: namespaces, operatorCommands: operatorCommands, channels: channels,
            carriers: carriers, kept: .none, logger: logger)
    }

    /// Makes a server that listens by sockets that are there already, where there are such.
    package init(
        _ configuration: ServerConfiguration, namespaces: [Namespace], operatorCommands: [Namespace],
        channels: Channels, carriers: [any Carrier], kept: KeptListeners, logger: Logger
    ) {
        core = ServerCore(
            configuration, namespaces: namespaces, operatorCommands: operatorCommands, channels: channels,
            logger: logger)
        epoll = EpollCarrier(configuration, kept: kept)
        self.carriers = [epoll] + carriers
        renewal = configuration.certificate.map { [core] files in
            CertificateRenewal(files, logger: logger) { () throws(StartError) in
                core.certificate?.use(try files.context())
            }
        }
    }

    /// Opens every socket of the configuration.
    ///
    /// - Returns: where clients connect, such as `127.0.0.1:9900`, with the ports that were taken for port 0.
    /// - Throws: `StartError` when one can't be opened; none is open then.
    public func start() async throws(StartError) -> [String] {
        let addresses = try await open()
        try await startAccepting()
        return addresses
    }

    /// Begins to accept connections.
    ///
    /// - Throws: `StartError` when the system has no threads left; nothing is open then.
    package func startAccepting() async throws(StartError) {
        do throws(StartError) {
            for carrier in carriers { try await carrier.startAccepting(core) }
        } catch {
            await shutDown()
            throw error
        }
    }

    /// Opens every socket of the configuration, and accepts nothing from it yet.
    ///
    /// - Returns: where clients connect.
    /// - Throws: `StartError` when one can't be opened; none is open then.
    package func open() async throws(StartError) -> [String] {
        do throws(StartError) {
            core.certificate = try core.configuration.certificate.map { (files) throws(StartError) in
                CurrentCertificate(try files.context())
            }
            for carrier in carriers { try await carrier.start(core) }
            return epoll.addresses
        } catch {
            await shutDown()
            throw error
        }
    }

    /// The ports that clients can connect to, once each.
    public var ports: [Int] { core.ports }

    /// How many connections there are, those to the control socket among them.
    public var openConnections: Int { core.openConnections }

    /// Serves until `stop` is called or the task is cancelled, then ends gracefully: no new connections, every request
    /// that was received is answered, within the configuration's `limits.shutdownTimeout`.
    public func run() async {
        let sweeper = Task {
            while (try? await Task.sleep(for: .seconds(1))) != nil {
                for carrier in carriers { carrier.rescueWaiting() }
                core.sweep()
                renewal?.check()
            }
        }
        await withTaskCancellationHandler {
            await stopping.wait()
        } onCancel: {
            stop()
        }
        // In a task that is not cancelled: connections get the time to end.
        await Task { await end() }.value
        sweeper.cancel()
    }

    /// Makes `run` end.
    public func stop() {
        core.isReady = false
        stopping.fire()
    }

    /// Swaps the namespaces. When this returns, every request that arrives sees the new ones; calls that run go on.
    public func use(_ namespaces: [Namespace]) async { await core.use(namespaces) }

    /// Swaps how much clients may take.
    public func use(_ limits: ServerLimits) async { await core.use(limits) }

    /// Swaps who may call. Connections that exist have their new rights with their next request; those of somebody who
    /// may not call any more end.
    public func use(password: String?, users: [ServerConfiguration.User]) async {
        await use(passwords: password.map { [$0] } ?? [], users: users)
    }

    /// Swaps who may call, of whom each says one of several passwords.
    public func use(passwords: [String], users: [ServerConfiguration.User]) async {
        await core.use(passwords: passwords, users: users)
    }

    private func end() async {
        for carrier in carriers { await carrier.stopAccepting() }
        let hasDeparted = departed.load(ordering: .relaxed)
        await core.onEachWorker { worker in
            if hasDeparted { worker.endConnectionsAfterFirstReplies() } else { worker.endConnections() }
        }
        let limit = core.limits.shutdownTimeout
        let deadline = ContinuousClock.now + limit
        while core.openConnections > 0, ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(10))
        }
        if core.openConnections > 0 {
            core.logger.warning(
                "closing connections that did not end in time",
                metadata: ["connections": "\(core.openConnections)", "waited": "\(limit)"])
        }
        await shutDown()
    }

    /// Notes that another process goes on with what can be moved: `stop` ends what is left.
    func noteDeparture() {
        epoll.handOverListeners()
        departed.store(true, ordering: .relaxed)
    }

    private func shutDown() async {
        core.removeWorkers()
        for carrier in carriers { await carrier.shutDown() }
    }
}
