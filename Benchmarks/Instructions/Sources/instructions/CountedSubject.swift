/// What is counted under one name: requests of a kind.
struct CountedSubject: Sendable {
    let name: String
    /// Whether its server has its backend in a file.
    var isStored = false
    /// How many connections subscribe to what is published.
    var subscribers = 0
    /// The exchange of a number.
    let exchange: @Sendable (Int) -> CountedExchange

    static let all = [
        CountedSubject(name: "ping") { _ in CountedExchange(["PING"], "+PONG\r\n") },
        CountedSubject(name: "sum") { sum("bench.sum", $0) },
        CountedSubject(name: "echo") { CountedExchange(["bench.echo", text($0)], CountedExchange.bulk(text($0))) },
        CountedSubject(name: "record") { CountedExchange(["bench.item", item($0)], ":\($0)\r\n") },
        CountedSubject(name: "async") { sum("bench.later", $0) },
        CountedSubject(name: "actor") { CountedExchange(["tally.add", "\($0 * 7)"], ":\($0 * 7)\r\n") },
        CountedSubject(name: "set") { CountedExchange(["system.set", key($0), text($0)], "+OK\r\n") },
        CountedSubject(name: "get") { CountedExchange(["system.get", key($0)], CountedExchange.bulk(text($0))) },
        CountedSubject(name: "get-sqlite", isStored: true) {
            CountedExchange(["system.get", key($0)], CountedExchange.bulk(text($0)))
        },
        CountedSubject(name: "publish", subscribers: 16) {
            CountedExchange(["PUBLISH", channel, text($0)], ":16\r\n")
        },
    ]

    /// What subscribes to what is published.
    static let subscribes = CountedExchange(
        ["SUBSCRIBE", channel],
        "*3\r\n" + CountedExchange.bulk("subscribe") + CountedExchange.bulk(channel) + ":1\r\n")

    private static let channel = "news"

    /// What puts the values there that are read.
    static func stores(_ number: Int) -> CountedExchange {
        CountedExchange(["system.set", key(number), text(number)], "+OK\r\n")
    }

    private static func key(_ number: Int) -> String { "key:\(10_000 + number)" }

    private static func text(_ number: Int) -> String { String(repeating: "\(10_000_000 + number)", count: 8) }

    private static func sum(_ command: String, _ number: Int) -> CountedExchange {
        CountedExchange([command, "\(number * 7)", "\(number * 103)"], ":\(number * 110)\r\n")
    }

    private static func item(_ number: Int) -> String {
        #"{"sku":"a\#(100 + number)","name":"wooden spoon","count":\#(number),"price":4.25,"paid":true}"#
    }
}
