import GedisKit
import Testing

@testable import GedisHost

@Suite struct ServerStatusTests {
    let status = ServerStatus(
        greeting: "main · listening on localhost:9900", pid: 17, uptimeSeconds: 61,
        addresses: ["/run/main.sock", "[::1]:9900"], namespaces: ["system", "calc"], quarantined: ["calc"],
        stuck: [], connections: 2)

    @Test func aStatusComesThroughItsReply() throws {
        let read = try #require(ServerStatus(status.reply))
        #expect(read.greeting == status.greeting)
        #expect(read.pid == 17)
        #expect(read.uptimeSeconds == 61)
        #expect(read.addresses == status.addresses)
        #expect(read.namespaces == status.namespaces)
        #expect(read.quarantined == ["calc"])
        #expect(read.stuck == [])
        #expect(read.connections == 2)
    }

    @Test func aReplyThatIsNoStatusIsNone() {
        #expect(ServerStatus(.string("OK")) == nil)
        #expect(ServerStatus(["pid": 17]) == nil)
    }

    @Test func aServerThatHasNotSaidWhereItListensIsNotReady() {
        var early = status
        early.greeting = ""
        #expect(ServerStatus(early.reply) == nil)
    }

    @Test func thePortIsTheFirstThatAnAddressHas() {
        #expect(status.port == 9900)
        var local = status
        local.addresses = ["/run/main.sock"]
        #expect(local.port == nil)
    }

    @Test func itIsSaidInAFewWords() {
        #expect(status.summary == "running (pid 17, up 1 min, quarantined: calc)")
        var long = status
        long.quarantined = []
        long.stuck = ["calc.sum (3 s)"]
        #expect(ServerStatus(long.reply)?.summary == "running (pid 17, up 1 min, stuck: calc.sum (3 s))")
        long.stuck = []
        long.loading = ["slow"]
        long.leftOut = ["calc: calc.swift: init() of namespace calc failed: no"]
        long.servedAsBefore = ["shop: shop.swift:3:1: error: no"]
        let read = ServerStatus(long.reply)
        #expect(read?.leftOut == long.leftOut && read?.servedAsBefore == long.servedAsBefore)
        #expect(
            read?.summary == "running (pid 17, up 1 min, loading: slow, left out: calc, served as before: shop)")
        long.loading = []
        long.leftOut = []
        long.servedAsBefore = []
        for (seconds, text) in [(59, "59 s"), (3599, "59 min"), (7200, "2 h"), (200_000, "2 d")] {
            long.uptimeSeconds = seconds
            #expect(long.summary == "running (pid 17, up \(text))")
        }
    }
}
