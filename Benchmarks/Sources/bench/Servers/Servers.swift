import FoundationEssentials

/// The running servers, started when they are first needed.
final class Servers {
    let machine: Machine
    private let environment: (Server.Kind) -> [String: String]
    private var running: [Server.Kind: Server] = [:]
    private var tls: TLSContext?
    private let namespaces: ManyNamespaces

    /// Runs servers on a machine.
    ///
    /// - Parameters:
    ///   - machine: where
    ///   - environment: the variables that are set for each
    init(on machine: Machine, environment: @escaping (Server.Kind) -> [String: String] = { _ in [:] }) {
        self.machine = machine
        self.environment = environment
        namespaces = ManyNamespaces(machine: machine, count: machine.namespaceCount)
    }

    /// A server that answers, with what the workloads need.
    ///
    /// - Throws: `BenchFailure` when it does not come up.
    func server(_ kind: Server.Kind) throws(BenchFailure) -> Server {
        if let server = running[kind] { return server }
        if kind == .gedisMount, case .tcp(let port)? = try self.server(.redis).addresses[.tcp] {
            try machine.gedis(
                "server", "set", kind.rawValue, "namespaces.cache.mount=redis://127.0.0.1:\(port)")
        }
        if kind == .gedisRedis, case .tcp(let port)? = try self.server(.redis).addresses[.tcp] {
            try machine.gedis("backend", "set", "remote", "addr=127.0.0.1", "port=\(port)")
        }
        if kind == .gedisMany || kind == .gedisSingle { try namespaces.build() }
        let server = try Server(kind, on: machine, environment: environment(kind))
        running[kind] = server
        if kind == .bare { return server }
        if kind != .gedisTLS, let address = server.addresses[.tcp] {
            for request in Requests.set(kind.isRedis ? "SET" : "system.set") as [[String]] {
                try Caller.call(request, at: address)
            }
            if kind.isRedis { try Caller.call(["FUNCTION", "LOAD", "REPLACE", try functions()], at: address) }
        }
        return server
    }

    /// The processor time that a server took until now, its workers with it, and the redis-server that is mounted in it or its backend.
    ///
    /// - Throws: `BenchFailure` when it has ended.
    func cpu(of kind: Server.Kind) throws(BenchFailure) -> Double {
        let mounted = [.gedisMount, .gedisRedis].contains(kind) ? try cpu(of: .redis) : 0
        return mounted + (try ProcessUsage.cpu(ofTree: server(kind).process.pid))
    }

    /// The server that a contender's requests go to.
    func kind(of contender: Row.Contender, over transport: Transport) -> Server.Kind {
        transport == .tls && contender.server == .gedis ? .gedisTLS : contender.server
    }

    /// Where a contender's server is, started where it does not run.
    ///
    /// - Throws: `BenchFailure` when it can't be reached that way.
    func address(of contender: Row.Contender, over transport: Transport) throws(BenchFailure) -> Address {
        guard let address = try server(kind(of: contender, over: transport)).addresses[transport] else {
            throw BenchFailure("\(contender.name) cannot be measured over \(transport.rawValue)")
        }
        return address
    }

    /// How the servers are known over TLS.
    ///
    /// - Throws: `BenchFailure` when their certificate is not there.
    func tlsContext() throws(BenchFailure) -> TLSContext {
        if let tls { return tls }
        let made = try TLSContext(trusting: [machine.identity.certificate, machine.rsa.certificate])
        tls = made
        return made
    }

    /// Connects load to a contender's server.
    ///
    /// - Throws: `BenchFailure` when it can't be reached that way.
    func load(
        _ contender: Row.Contender, over transport: Transport, connections: Int, depth: Int
    ) throws(BenchFailure) -> (Server, LoadGenerator) {
        let transport = contender.transport ?? transport
        let address = try address(of: contender, over: transport)
        let generator = try LoadGenerator(
            to: address, tls: transport == .tls ? tlsContext() : nil, contender.workload, connections: connections,
            depth: depth)
        return (try server(kind(of: contender, over: transport)), generator)
    }

    private func functions() throws(BenchFailure) -> String {
        let path = "\(machine.namespaces)/bench.lua"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw BenchFailure("\(path) cannot be read")
        }
        return text
    }
}
