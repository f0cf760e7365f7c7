import GedisKit
import Testing

@testable import GedisCore

/// What `COMMAND` and `LATENCY` say of subcommands.
@Suite struct IntrospectionTests {
    private let client = TestClient()

    @Test func subcommandsAreDescribedByTheirFullNames() {
        let list = client.send("command info CLIENT|list\n")
        #expect(list.hasPrefix("*1\r\n*10\r\n$11\r\nclient|list\r\n:-2\r\n"), "\(list)")
        #expect(client.send("command info client|reply\n").hasPrefix("*1\r\n*10\r\n$12\r\nclient|reply\r\n:3\r\n"))
        #expect(client.send("command info client|nope nope|list ping|x\n") == "*3\r\n$-1\r\n$-1\r\n$-1\r\n")
        #expect(client.send("command getkeys client|list a\n") == "-ERR The command has no key arguments\r\n")
    }

    @Test func subcommandsAreDocumentedByTheirFullNames() {
        let docs = client.send("command docs client|list config|nope\n")
        #expect(docs.hasPrefix("*2\r\n$11\r\nclient|list\r\n*8\r\n$7\r\nsummary\r\n"), "\(docs)")
        #expect(docs.contains("$9\r\narguments\r\n"))
        #expect(client.send("command docs client|nope\n") == "*0\r\n")
    }

    @Test func subcommandsAreListed() {
        let all = client.send("command list\n")
        #expect(all.contains("\r\nclient\r\n") && all.contains("\r\nclient|list\r\n"))
        #expect(client.send("command list filterby pattern CLIENT|k*\n") == "*1\r\n$11\r\nclient|kill\r\n")
        let connection = client.send("command list filterby aclcat connection\n")
        #expect(connection.contains("client|id") && connection.contains("ping") && !connection.contains("config|get"))
        #expect(client.send("command list filterby aclcat nope\n") == "*0\r\n")
        #expect(client.send("command list filterby module nope\n") == "*0\r\n")
        for wrong in ["filterby", "filterby pattern", "x y z", "filterby nope a"] {
            #expect(client.send("command list \(wrong)\n") == "-ERR syntax error\r\n")
        }
        // As in Redis, subcommands are not counted.
        let count = client.send("command count\n")
        #expect(client.send("command\n").hasPrefix("*" + count.dropFirst()))
    }

    @Test func histogramsAreThoseOfTheCommandsThatAreAskedFor() {
        _ = client.send("demo.pair\nclient id\nclient getname\ndemo.sum 1\n")
        let pair = client.send("latency histogram DEMO.pair nope\n")
        #expect(
            pair.contains(
                /^\*2\r\n\$9\r\ndemo.pair\r\n\*4\r\n\$5\r\ncalls\r\n:1\r\n\$14\r\nhistogram_usec\r\n\*2\r\n:\d+\r\n:1\r\n$/
            ),
            "\(pair)")
        let container = client.send("latency histogram client\n")
        #expect(container.hasPrefix("*4\r\n$14\r\nclient|getname\r\n") && container.contains("client|id"))
        // A call that was refused before it ran took no time.
        #expect(client.send("latency histogram demo.sum\n") == "*0\r\n")
        #expect(client.send("latency histogram\n").contains("demo.pair"))
    }

    @Test func aHistogramHasNoStepToWhichNoCallWasAdded() {
        var histogram = LatencyHistogram()
        histogram.counts[LatencyHistogram.bucket(of: 700)] = 99
        histogram.counts[LatencyHistogram.bucket(of: 50_000)] = 1
        #expect(histogram.stepsInMicroseconds.map(\.limit) == [1, 64])
        #expect(histogram.stepsInMicroseconds.map(\.count) == [99, 100])
        #expect(LatencyHistogram().stepsInMicroseconds.isEmpty)
    }
}
