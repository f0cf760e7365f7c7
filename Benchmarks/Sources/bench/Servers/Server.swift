/// A server that is running and measured.
struct Server {
    /// Which one: the gedis servers differ in their definitions.
    enum Kind: String, CaseIterable {
        case gedis = "plain"
        case gedisTLS = "secure"
        case gedisSQLite = "stored"
        /// With the redis-server as its backend.
        case gedisRedis = "remote"
        /// With two threads, on both cores.
        case gedisPair = "pair"
        /// With the redis-server mounted.
        case gedisMount = "mounting"
        /// With a namespace in Python.
        case gedisPython = "python"
        /// With a namespace in a process of its own.
        case gedisIsolated = "isolated"
        /// With HTTP and WebSocket.
        case gedisWeb = "web"
        /// With room for 10,000 connections.
        case gedisCrowded = "crowded"
        /// With many namespaces.
        case gedisMany = "many"
        /// With one of them.
        case gedisSingle = "single"
        case redis
        /// With a key of RSA, as its own `gen-test-certs.sh` makes them.
        case redisRSA = "redis-rsa"
        /// Another one, for 10,000 connections.
        case redisCrowded = "redis-crowded"
        /// With two I/O threads, on both cores.
        case redisPair = "redis-pair"
        /// Valkey with two I/O threads, on both cores.
        case valkeyPair = "valkey-pair"
        /// A redis-server that has each write on the disk before it answers.
        case redisDurable = "redis-durable"
        /// A plain HTTP server.
        case hello
        /// A Python server of uvloop and hiredis.
        case bare

        /// Whether it is a redis-server, or Valkey.
        var isRedis: Bool { [.redis, .redisRSA, .redisCrowded, .redisPair, .valkeyPair, .redisDurable].contains(self) }

        /// Whether it runs on both cores.
        var hasBothCores: Bool { [.gedisPair, .redisPair, .valkeyPair].contains(self) }

        /// The program that serves.
        var program: String {
            switch self {
            case .redis, .redisRSA, .redisCrowded, .redisPair, .redisDurable: "redis"
            case .valkeyPair: "valkey"
            case .hello: "nio"
            case .bare: "uvloop"
            default: "gedis"
            }
        }
    }

    let process: ChildProcess
    /// Where it is reached, and how.
    let addresses: [Transport: Address]

    /// Starts a server and waits until it answers.
    ///
    /// - Parameters:
    ///   - kind: which
    ///   - machine: where
    ///   - environment: variables to set for it
    /// - Throws: `BenchFailure` when it does not come up.
    init(_ kind: Kind, on machine: Machine, environment: [String: String] = [:]) throws(BenchFailure) {
        switch kind {
        case .redis, .redisRSA, .redisCrowded, .redisPair, .valkeyPair, .redisDurable:
            (process, addresses) = try Self.startRedis(kind, on: machine, environment)
        case .hello:
            process = try machine.start([machine.hello], output: "hello.log")
            let process = process
            let port = try Machine.wait(for: process, "hello") { Self.webPort(in: process.printed) }
            addresses = [.http: .tcp(port: port)]
        case .bare:
            process = try machine.start([machine.python ?? "python3", machine.bare], output: "bare.log")
            let process = process
            let port = try Machine.wait(for: process, "the server of uvloop") { Self.port(in: process.printed) }
            addresses = [.tcp: .tcp(port: port)]
        case .gedis, .gedisTLS, .gedisSQLite, .gedisRedis, .gedisPair, .gedisMount, .gedisPython, .gedisIsolated,
            .gedisWeb, .gedisCrowded, .gedisMany, .gedisSingle:
            let output = "\(kind.rawValue).log"
            process = try machine.start(
                [machine.tool, "server", "start", kind.rawValue], onBothCores: kind.hasBothCores,
                environment: environment, output: output)
            let process = process
            let port = try Machine.wait(for: process, "gedis \(kind.rawValue)") { Self.port(in: process.printed) }
            var addresses: [Transport: Address] = [
                kind == .gedisTLS ? .tls : .tcp: .tcp(port: port), .unix: .unix(path: "\(machine.folder)/plain.socket"),
            ]
            if kind == .gedisWeb, let port = Self.webPort(in: process.printed) {
                addresses[.http] = .tcp(port: port)
                addresses[.webSocket] = .tcp(port: port)
            }
            self.addresses = addresses
        }
    }

    private static func startRedis(
        _ kind: Kind, on machine: Machine, _ environment: [String: String]
    ) throws(BenchFailure) -> (ChildProcess, [Transport: Address]) {
        let (port, tlsPort) = (Address.freePort(), Address.freePort())
        let socket = "\(machine.folder)/\(kind.rawValue).socket"
        let durability =
            kind == .redisDurable
            ? ["--appendonly", "yes", "--appendfsync", "always", "--auto-aof-rewrite-percentage", "0"]
            : ["--appendonly", "no"]
        let threads =
            kind.hasBothCores ? ["--io-threads", "2", "--io-threads-do-reads", "yes"] : ["--io-threads", "1"]
        let identity = kind == .redisRSA ? machine.rsa : machine.identity
        // The Valkey that PyPI has knows no TLS.
        let tls =
            kind == .valkeyPair
            ? []
            : [
                "--tls-port", "\(tlsPort)", "--tls-cert-file", identity.certificate, "--tls-key-file", identity.key,
                "--tls-ca-cert-file", identity.certificate, "--tls-auth-clients", "no",
            ]
        let program = kind == .valkeyPair ? machine.valkey ?? "valkey-server" : "redis-server"
        let process = try machine.start(
            [
                program, "--save", "", "--maxclients", "12000", "--port", "\(port)", "--unixsocket", socket, "--dir",
                machine.folder,
            ] + threads + tls + durability, onBothCores: kind.hasBothCores, environment: environment,
            output: "\(kind.rawValue).log")
        let address = Address.unix(path: socket)
        _ = try Machine.wait(for: process, program) { try? Caller.call(["PING"], at: address) }
        return (process, [.tcp: .tcp(port: port), .tls: .tcp(port: tlsPort), .unix: address])
    }

    /// Reads the port from the line by which gedis says that it listens.
    private static func port(in greeting: String) -> UInt16? { number(after: "listening on localhost:", in: greeting) }

    private static func webPort(in greeting: String) -> UInt16? {
        number(after: "web at http://localhost:", in: greeting)
    }

    private static func number(after words: String, in greeting: String) -> UInt16? {
        guard let start = greeting.firstRange(of: words)?.upperBound else { return nil }
        let digits = greeting[start...].prefix(while: \.isNumber)
        // Where the line ends here, more digits may be on their way.
        return digits.endIndex < greeting.endIndex ? UInt16(digits) : nil
    }
}

/// How connections are carried.
enum Transport: String {
    case tcp, tls, unix, http
    case webSocket = "websocket"
}
