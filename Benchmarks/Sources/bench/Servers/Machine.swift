import FoundationEssentials
import Glibc

/// A key and its certificate.
struct Identity {
    let folder: String

    var certificate: String { "\(folder)/cert.pem" }
    var key: String { "\(folder)/key.pem" }
}

/// Where the measured servers live: a scratch folder with a config repo, and what is started from it.
struct Machine {
    /// The folder; `scripts/bench` makes and removes it.
    let folder: String
    /// Where the measured namespaces are.
    let namespaces: String
    /// The `gedis` to measure.
    let tool: String
    /// The plain HTTP server that stands against it.
    let hello: String
    /// The server of uvloop and hiredis.
    let bare: String
    /// A Python that has these; nil where it could not be had.
    let python: String?
    /// A Valkey server; nil where it could not be had.
    let valkey: String?
    /// The library that counts allocations.
    let counter: String
    /// How many namespaces the server has that has many.
    let namespaceCount: Int
    /// The servers' core; the load has another one.
    let core: Int
    /// This core, and that of the load.
    let cores: [Int]

    /// The key and certificate of the servers.
    var identity: Identity { Identity(folder: "\(folder)/instances/server/secure/tls") }
    /// Others, with a key of RSA.
    var rsa: Identity { Identity(folder: "\(folder)/rsa") }

    /// Makes the folder, the definitions, and compiles the namespaces.
    ///
    /// - Parameter namespaceCount: how many the server has that has many
    /// - Throws: `BenchFailure` when `gedis` refuses.
    init(namespaceCount: Int) throws(BenchFailure) {
        let environment = ProcessInfo.processInfo.environment
        guard let tool = environment["BENCH_TOOL"], let counter = environment["BENCH_COUNTER"],
            let namespaces = environment["BENCH_NAMESPACES"], let folder = environment["BENCH_FOLDER"]
        else { throw BenchFailure("run it by scripts/bench") }
        hello = environment["BENCH_HELLO"] ?? "hello"
        bare = environment["BENCH_BARE"] ?? "bare.py"
        python = environment["BENCH_PYTHON"]
        self.folder = folder
        self.namespaces = namespaces
        self.tool = tool
        self.counter = counter
        valkey = environment["BENCH_VALKEY"]
        self.namespaceCount = namespaceCount
        core = environment["BENCH_SERVER_CORE"].flatMap { Int($0) } ?? 0
        cores = [core, environment["BENCH_LOAD_CORE"].flatMap { Int($0) } ?? 1]
        for (name, place) in [
            ("GEDIS_REPO", "instances"), ("XDG_STATE_HOME", "state"), ("XDG_CACHE_HOME", "cache"),
            ("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config"),
        ] {
            setenv(name, "\(folder)/\(place)", 1)
            mkdir("\(folder)/\(place)", 0o700)
        }
        try gedis("backend", "create", "memory", "type=memory")
        try gedis("backend", "create", "file", "type=sqlite", "path=\(folder)/values.sqlite")
        // Its port is known once the redis-server has been started.
        try gedis("backend", "create", "remote", "type=redis")
        try gedis(
            "server", "create", "plain", "port=0", "threads=1", "dbclient_instance=memory",
            "unixsocket=\(folder)/plain.socket")
        try gedis("server", "create", "secure", "port=0", "threads=1", "dbclient_instance=memory", "ssl=true")
        try gedis("server", "create", "stored", "port=0", "threads=1", "dbclient_instance=file")
        try gedis("server", "create", "remote", "port=0", "threads=1", "dbclient_instance=remote")
        try gedis("server", "create", "pair", "port=0", "threads=2", "dbclient_instance=memory")
        try gedis(
            "server", "create", "crowded", "port=0", "threads=1", "dbclient_instance=memory", "max_connections=12000")
        try gedis("server", "create", "many", "port=0", "threads=1", "dbclient_instance=memory")
        try gedis("server", "create", "single", "port=0", "threads=1", "dbclient_instance=memory")
        try gedis("server", "create", "mounting", "port=0", "threads=1", "dbclient_instance=memory")
        try gedis("server", "create", "web", "port=0", "threads=1", "dbclient_instance=memory", "web.port=0")
        try gedis("server", "create", "python", "port=0", "threads=1", "dbclient_instance=memory")
        try gedis(
            "server", "create", "isolated", "port=0", "threads=1", "dbclient_instance=memory",
            "namespaces.bench.isolated=true")
        try gedis("cert", "generate", "secure")
        mkdir(rsa.folder, 0o700)
        try gedis("cert", "generate", "--key-type", "rsa:2048", "--out", rsa.folder)
        try gedis("server", "add", "python", "\(namespaces)/calc.py")
        try gedis("server", "add", "isolated", "\(namespaces)/Bench.swift")
        for server in ["plain", "secure", "stored", "pair", "web"] {
            try gedis("server", "add", server, "\(namespaces)/Bench.swift")
            try gedis("server", "add", server, "\(namespaces)/Tally.swift")
        }
    }

    /// Starts a program on the servers' core, or on both. It ends when the benchmark does, whatever ends that.
    func start(
        _ arguments: [String], onBothCores: Bool = false, environment: [String: String] = [:], output: String
    ) throws(BenchFailure) -> ChildProcess {
        let cores = onBothCores ? cores.map { "\($0)" }.joined(separator: ",") : "\(core)"
        return try ChildProcess(
            ["setpriv", "--pdeathsig", "TERM", "taskset", "-c", cores] + arguments, environment: environment,
            output: "\(folder)/\(output)")
    }

    /// Whether a server of a kind can be had here.
    func has(_ kind: Server.Kind) -> Bool {
        switch kind {
        case .bare: python != nil
        case .valkeyPair: valkey != nil
        default: true
        }
    }

    /// Runs the tool to its end.
    func gedis(_ arguments: String...) throws(BenchFailure) {
        try ChildProcess.run([tool] + arguments, output: "\(folder)/out")
    }

    /// Tries until it works, for a while.
    ///
    /// - Throws: `BenchFailure` when the server ends, or takes too long.
    static func wait<T>(for server: ChildProcess, _ what: String, _ attempt: () -> T?) throws(BenchFailure) -> T {
        for _ in 0..<20_000 {
            if let result = attempt() { return result }
            guard !server.isGone() else { throw BenchFailure("\(what) ended at once:\n\(server.printed)") }
            usleep(1000)
        }
        throw BenchFailure("\(what) is not ready after 20 s")
    }
}
