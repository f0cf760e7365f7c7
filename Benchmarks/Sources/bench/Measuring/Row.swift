/// What is measured under one name: a command of gedis, and what stands against it.
struct Row: Sendable {
    /// Requests to one server.
    struct Contender: Sendable {
        var name: String
        var server: Server.Kind
        /// How it is reached, where that is not the row's way.
        var transport: Transport?
        var workload: Workload
        var load = LoadKind.requests
    }

    /// What load it is.
    enum LoadKind: Sendable, Equatable {
        /// Requests on the connections that the situation has.
        case requests
        /// Requests on so many connections, where others say nothing; they are kept from run to run.
        case crowd(active: Int, silent: Int)
        /// Messages to subscribers, of which the deliveries are counted.
        case publishing(subscribers: Int)
        /// TLS connections, with one request each.
        case handshakes(areResumed: Bool)
        /// Requests from processes of their own: one on the server's core, or one on each core.
        case processes(onEachCore: Bool)

        var isOfProcesses: Bool {
            if case .processes = self { true } else { false }
        }
    }

    let name: String
    let about: String
    /// What carries it; some are measured over others besides.
    var transport = Transport.tcp
    /// Whether depth means anything.
    var hasDepth = true
    /// gedis' command first, then its rivals.
    let contenders: [Contender]

    static let all = commands + stores + publishing + workers + web + cores + connecting + namespaces

    private static let commands = [
        Row(
            name: "ping", about: "the built-in `PING`",
            contenders: [gedis("PING", Requests.ping), redis("PING", Requests.ping)]),
        Row(
            name: "system.ping", about: "`ping` of the namespace `system`",
            contenders: [
                gedis("system.ping", Workload { _ in (["system.ping"], "+PONG\r\n") }), redis("PING", Requests.ping),
            ]),
        echo("echo", bytes: 64),
        echo("echo-16k", bytes: 16 * 1024),
        Row(
            name: "sum", about: "two typed integers",
            contenders: [
                gedis("sum", Requests.sum(["bench.sum"])), redis("FCALL sum", Requests.sum(["FCALL", "sum", "0"])),
                redis("PING", Requests.ping),
            ]),
        Row(
            name: "async", about: "the same, `async`, without suspending",
            contenders: [
                gedis("later", Requests.sum(["bench.later"])), redis("FCALL sum", Requests.sum(["FCALL", "sum", "0"])),
                redis("PING", Requests.ping),
            ]),
        Row(
            name: "actor", about: "a method of an actor",
            contenders: [
                gedis("tally.add", Requests.add(["tally.add"])),
                redis("FCALL add", Requests.add(["FCALL", "add", "0"])),
                redis("PING", Requests.ping),
            ]),
        Row(
            name: "record", about: "a record of five fields, against a typed string of the same bytes",
            contenders: [
                gedis("record in", Requests.item), gedis("record in and out", Requests.same),
                gedis("echo of its bytes", Requests.itemEcho),
            ]),
        threads,
    ]

    /// A command that takes some microseconds, so that the load leaves a core nearly free.
    private static let threads = Row(
        name: "threads", about: "a command of 20 µs: two threads on both cores, against one",
        contenders: [
            Contender(name: "work, two threads", server: .gedisPair, workload: Requests.work),
            Contender(name: "work, one thread", server: .gedis, workload: Requests.work),
        ])

    private static func echo(_ name: String, bytes: Int) -> Row {
        Row(
            name: name, about: "a typed string of \(bytes) bytes",
            contenders: [
                gedis("echo", Requests.echo(["bench.echo"], bytes)), redis("ECHO", Requests.echo(["ECHO"], bytes)),
                redis("FCALL echo", Requests.echo(["FCALL", "echo", "0"], bytes)),
            ])
    }

    static func gedis(_ name: String, _ workload: Workload) -> Contender {
        Contender(name: name, server: .gedis, workload: workload)
    }

    static func redis(_ name: String, _ workload: Workload) -> Contender {
        Contender(name: name, server: .redis, workload: workload)
    }
}

/// The rings of requests.
enum Requests {
    static let ping = Workload { _ in (["PING"], "+PONG\r\n") }

    static func sum(_ command: [String], isFramed: Bool = false) -> Workload {
        Workload(isFramed: isFramed) { (command + ["\($0 * 7)", "\($0 * 100_003)"], ":\($0 * 100_010)\r\n") }
    }

    static let work = Workload { number in
        let steps = 20_000
        var result = number
        for _ in 0..<steps { result = result &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407 }
        return (["bench.work", "\(number)", "\(steps)"], ":\(result)\r\n")
    }

    static func add(_ command: [String]) -> Workload { Workload { (command + ["\($0 * 101)"], ":\($0 * 101)\r\n") } }

    static func echo(_ command: [String], _ bytes: Int) -> Workload {
        Workload { (command + [text($0, bytes)], RESP.bulk(text($0, bytes))) }
    }

    static let item = Workload { (["bench.item", itemText($0)], ":\($0 * 7)\r\n") }
    static let itemEcho = Workload { (["bench.echo", itemText($0)], RESP.bulk(itemText($0))) }
    static let same = Workload { number in
        let fields = [
            ("sku", RESP.bulk("a-\(number)")), ("name", RESP.bulk("Something \(number)")),
            ("count", ":\(number * 7)\r\n"), ("price", RESP.bulk("12.25")), ("paid", ":1\r\n"),
        ]
        return (["bench.same", itemText(number)], "*10\r\n" + fields.map { RESP.bulk($0) + $1 }.joined())
    }

    private static func itemText(_ number: Int) -> String {
        #"{"sku":"a-\#(number)","name":"Something \#(number)","count":\#(number * 7),"price":12.25,"paid":true}"#
    }

    static func get(_ command: [String]) -> Workload { Workload { (command + ["key:\($0)"], RESP.bulk(text($0, 64))) } }

    /// The requests that store what `get` reads.
    static func set(_ command: String) -> [[String]] {
        (0..<Workload.ringSize).map { [command, "key:\($0)", text($0, 64)] }
    }

    static func set(_ command: [String]) -> Workload {
        Workload { (command + ["key:\($0)", text($0, 64)], RESP.ok) }
    }

    /// A text of so many bytes, another one for each number.
    private static func text(_ number: Int, _ bytes: Int) -> String {
        String(String(repeating: "\(number + 10)-", count: bytes / 3 + 1).prefix(bytes))
    }
}
