import GedisClient
import GedisKit
import Testing

@testable import GedisBackends

@Suite struct RedirectionTests {
    private let sender = Client.Endpoint.tcp(host: "10.0.0.1", port: 7000)

    private func redirection(_ code: String, _ message: String) -> Redirection? {
        Redirection(CommandError(message, code: code), from: sender)
    }

    @Test func redirectionsAreRead() throws {
        let slot = try #require(HashSlot(3999))
        #expect(redirection("MOVED", "3999 127.0.0.1:6381") == .moved(slot, .tcp(host: "127.0.0.1", port: 6381)))
        #expect(redirection("MOVED", "3999 ::1:6381") == .moved(slot, .tcp(host: "::1", port: 6381)))
        #expect(redirection("ASK", "3999 redis-2:6381") == .ask(.tcp(host: "redis-2", port: 6381)))
        #expect(redirection("ASK", "3999 :6381") == .ask(.tcp(host: "10.0.0.1", port: 6381)))
        #expect(redirection("MOVED", "3999 ?:6381") == .moved(slot, .tcp(host: "10.0.0.1", port: 6381)))
        #expect(redirection("TRYAGAIN", "Multiple keys request during rehashing of slot") == .later)
        #expect(redirection("CLUSTERDOWN", "Hash slot not served") == .later)
        #expect(redirection("LOADING", "Redis is loading the dataset in memory") == .later)
    }

    @Test(arguments: [
        ("MOVED", "16384 a:1"), ("MOVED", "-1 a:1"), ("MOVED", "a:1"), ("ASK", "1 a"), ("ASK", "1 a:b"),
        ("ERR", "1 a:1"),
    ])
    func otherErrorsAreNone(_ code: String, _ message: String) {
        #expect(redirection(code, message) == nil)
    }

    @Test func aListOfSlotsIsRead() throws {
        let reply: Value = [
            [0, 99, ["10.0.0.2", 7001, "id", []], ["10.0.0.3", 7002, "id", []]],
            [100, 100, ["", 7003, "id"]],
            [200, 16383, [nil, 7004]],
            [150, 160, ["10.0.0.2", 7001, "id"]],
        ]
        let table = try #require(SlotTable(reply, from: sender))
        let owners = [0, 99, 100, 101, 155, 200, 16383].map { HashSlot($0).flatMap { table[$0] } }
        let (first, second, third) = (
            Client.Endpoint.tcp(host: "10.0.0.2", port: 7001), Client.Endpoint.tcp(host: "10.0.0.1", port: 7003),
            Client.Endpoint.tcp(host: "10.0.0.1", port: 7004)
        )
        #expect(owners == [first, first, second, nil, first, third, third])
        #expect(table.endpoints == [first, second, third])
    }

    @Test(
        arguments: [
            "OK", [[0, 99]], [[0, 16384, ["a", 1]]], [[99, 0, ["a", 1]]], [[-1, 0, ["a", 1]]], [[0, 1, ["a"]]],
            [["0", "1", "a"]],
        ] as [Value])
    func noListOfSlots(_ reply: Value) {
        #expect(SlotTable(reply, from: sender) == nil)
    }
}
