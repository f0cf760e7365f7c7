import Glibc
public import GedisKit
public import Logging
public import ServiceLifecycle
import Synchronization

/// Serves namespaces over the Redis protocol.
///
/// `start` opens the sockets, `run` waits until `stop` is called or the service group shuts down. Namespaces can be
/// replaced at any time; a request sees the commands of one moment, whole.
public final class Server: Service, Sendable {
    private let configuration: ServerConfiguration
    private let logger: Logger
    let state: ServerState
    private let commands: Mutex<Commands>
    private let groups = Mutex<[any WorkerGroup]>([])
    private let renewal = Mutex<CertificateRenewal?>(nil)
    private let webPort = Mutex<Int?>(nil)
    private let stopping = Signal()

    /// Makes a server; nothing is listened on yet.
    ///
    /// - Parameters:
    ///   - configuration: where it listens and for whom
    ///   - namespaces: its commands
    ///   - operatorCommands: the commands of the control socket
    ///   - channels: what clients subscribe to; namespaces that publish are handed its `events`
    ///   - logger: what happens is told to it
    public init(
        _ configuration: ServerConfiguration, namespaces: [Namespace], operatorCommands: [Namespace] = [],
        channels: Channels = Channels(), logger: Logger
    ) {
        self.configuration = configuration
        self.logger = logger
        state = ServerState(configuration, channels: channels)
        commands = Mutex(Commands(clients: namespaces, operators: operatorCommands))
    }

    /// Opens every socket of the configuration.
    ///
    /// - Returns: where clients connect, such as `127.0.0.1:9900`, with the ports that were taken for port 0.
    /// - Throws: `StartError` when one can't be opened; none is open then.
    public func start() async throws(StartError) -> [String] {
        do throws(StartError) {
            let group = try EpollGroup(workers: makeWorkers())
            add(group)
            let seen = configuration.certificate.map(CertificateRenewal.versions) ?? []
            let certificate = try configuration.certificate.map { (files) throws(StartError) in
                CurrentCertificate(try TLSContext(files))
            }
            var addresses: [String] = []
            for endpoint in configuration.endpoints {
                for socket in try ListeningSocket.open(at: endpoint) {
                    await group.accept(
                        from: socket, audience: .clients, certificate: socket.port == nil ? nil : certificate)
                    state.add(socket)
                    addresses.append(socket.address)
                }
            }
            var webCertificate: WebCertificate?
            if let web = configuration.web { webCertificate = try await start(web) }
            if let files = configuration.certificate, let certificate {
                renew(files, seen: seen, certificate, webCertificate)
            }
            if let path = configuration.controlSocket {
                for socket in try ListeningSocket.open(at: .unix(path: path, mode: 0o600)) {
                    await group.accept(from: socket, audience: .operators)
                }
            }
            return addresses
        } catch {
            await shutDown()
            throw error
        }
    }

    /// Watches the certificate's files, and has whoever serves with it take renewed ones over.
    private func renew(
        _ files: ServerConfiguration.Certificate, seen: [CertificateRenewal.Version],
        _ certificate: CurrentCertificate<TLSContext>, _ webCertificate: WebCertificate?
    ) {
        let renewal = CertificateRenewal(files, seen: seen, logger: logger) { () throws(StartError) in
            let context = try TLSContext(files)
            if let webCertificate { webCertificate.use(try files.webContext()) }
            certificate.use(context)
        }
        self.renewal.withLock { $0 = renewal }
    }

    /// Opens the sockets of HTTP and WebSocket.
    ///
    /// - Returns: the certificate that they are served with, if there is one.
    private func start(_ web: ServerConfiguration.Web) async throws(StartError) -> WebCertificate? {
        let certificate = try configuration.certificate.map { (files) throws(StartError) in
            WebCertificate(try files.webContext())
        }
        guard certificate != nil || web.isPlainTextAllowed || web.isLoopback else {
            throw StartError(
                "web: \(web.host) is reached from other machines, and passwords would be sent in plain text: "
                    + "set ssl=true, or web.insecure=true where something else encrypts")
        }
        let group = ChannelGroup(WebAccess(web), certificate, workers: makeWorkers())
        add(group)
        for socket in try ListeningSocket.open(at: .tcp(host: web.host, port: web.port)) {
            try await group.accept(from: socket, audience: .clients)
            webPort.withLock { $0 = socket.port }
        }
        return certificate
    }

    /// The ports that clients can connect to, once each.
    public var ports: [Int] { state.ports }

    /// The URL of the page, of the port that was taken for port 0; nil where there is none.
    public var webAddress: String? {
        guard let host = configuration.web?.host, let port = webPort.withLock({ $0 }) else { return nil }
        let scheme = configuration.certificate == nil ? "http" : "https"
        return "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)/"
    }

    /// How many connections there are, those to the control socket among them.
    public var openConnections: Int { state.openConnections }

    /// Serves until `stop` is called or the service group shuts down, then ends gracefully: no new connections, every
    /// request that was received is answered, within the configuration's `limits.shutdownTime`.
    public func run() async {
        let renewal = renewal.withLock { $0 }
        let sweeper = Task {
            while (try? await Task.sleep(for: .seconds(1))) != nil {
                state.refusals.tell(logger)
                await state.onEachWorker { $0.enforceDeadlines() }
                renewal?.check()
            }
        }
        await withGracefulShutdownHandler {
            await stopping.wait()
        } onGracefulShutdown: {
            self.stop()
        }
        await end()
        sweeper.cancel()
    }

    /// Makes `run` end.
    public func stop() { stopping.fire() }

    /// Swaps the namespaces. When this returns, every request that arrives sees the new ones; calls that run go on.
    public func use(_ namespaces: [Namespace]) async {
        let commands = commands.withLock { commands in
            commands.clients = namespaces
            return commands
        }
        await state.onEachWorker { $0.use(commands) }
    }

    /// Swaps how much clients may take.
    public func use(_ limits: ServerConfiguration.Limits) async {
        await state.onEachWorker { $0.use(limits) }
    }

    /// Swaps who may call. Connections that exist have their new rights with their next request; those of somebody who
    /// may not call any more end.
    public func use(password: String?, users: [ServerConfiguration.User]) async {
        await state.use(Accounts(password: password, users: users))
    }

    private func add(_ group: any WorkerGroup) {
        groups.withLock { $0.append(group) }
        state.add(group.workers)
    }

    private func makeWorkers() -> [Confined<Worker>] {
        (0..<Swift.max(configuration.threads, 1)).map { _ in
            let counters = Counters()
            state.add(counters)
            let tables = CommandTables(commands.withLock { $0 }, counters: counters)
            return Confined(Worker(server: state, counters: counters, tables: tables, logger: logger))
        }
    }

    private func end() async {
        let groups = groups.withLock { $0 }
        for group in groups { await group.stopAccepting() }
        await state.onEachWorker { $0.endConnections() }
        let deadline = ContinuousClock.now + configuration.limits.shutdownTime
        while state.openConnections > 0, ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(10))
        }
        if state.openConnections > 0 {
            logger.warning(
                "closing connections that did not end in time",
                metadata: ["connections": "\(state.openConnections)", "waited": "\(configuration.limits.shutdownTime)"])
        }
        await shutDown()
    }

    private func shutDown() async {
        let groups = groups.withLock { groups in
            defer { groups = [] }
            return groups
        }
        state.removeWorkers()
        for group in groups { await group.shutDown() }
        for case .unix(let path, _) in configuration.endpoints { unlink(path) }
        if let path = configuration.controlSocket { unlink(path) }
    }
}
