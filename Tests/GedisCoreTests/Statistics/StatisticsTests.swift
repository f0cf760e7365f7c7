import GedisKit
import Testing

@testable import GedisCore

/// What the server counts of its commands.
@Suite struct StatisticsTests {
    @Test func callsFailuresAndRejectionsAreCounted() {
        let client = TestClient()
        _ = client.send("demo.sum 1 2\ndemo.sum 1 2\ndemo.pair\ndemo.sum 1\ndemo.sum 1 x\ndemo.refuse\nnope\n")
        let info = client.send("info commandstats errorstats\n")
        #expect(
            info.contains(/cmdstat_demo\.sum:calls=3,usec=\d+,usec_per_call=\d+\.\d\d,rejected_calls=1,failed_calls=1/))
        #expect(info.contains(/cmdstat_demo\.pair:calls=1,/))
        #expect(info.contains("errorstat_ERR:count=3\r\n") && info.contains("errorstat_NOPE:count=1\r\n"))
        #expect(client.send("config resetstat\n") == "+OK\r\n")
        #expect(!client.send("info commandstats\n").contains("demo.sum"))
    }

    @Test func statisticsOutliveAReload() {
        let client = TestClient()
        _ = client.send("demo.pair\n")
        client.connection.worker.use(Commands(clients: [.demo]))
        _ = client.send("demo.pair\n")
        #expect(client.send("info commandstats\n").contains("cmdstat_demo.pair:calls=2,"))
    }

    @Test func namespacesAreShownWithTheirState() {
        var quarantined = Namespace(name: "bad", commands: [Command(name: "a", handler: .synchronous { _, _ in })])
        quarantined.state = .quarantined
        var isolated = Namespace(name: "own", commands: [Command(name: "a", handler: .synchronous { _, _ in })])
        isolated.processes = {
            [
                ProcessStatus(pid: 7, restarts: 2, calls: 3, memory: 100),
                ProcessStatus(pid: nil, restarts: 1, calls: 0, memory: 20),
            ]
        }
        let client = TestClient(namespaces: [.demo, quarantined, isolated])
        _ = client.send("demo.pair\ndemo.throw\n")
        let info = client.send("info namespaces\n")
        #expect(info.contains("\r\nbad:commands=1,calls=0,failed_calls=0,state=quarantined,mounted=0\r\n"))
        #expect(info.contains("\r\ndemo:commands=7,calls=2,failed_calls=1,state=served,mounted=0\r\n"))
        #expect(
            info.contains(
                "\r\nown:commands=1,calls=0,failed_calls=0,state=served,mounted=0,workers=2,running_workers=1,"
                    + "restarts=3,memory=120\r\n"))
    }

    @Test func slowCallsAreKeptWithTheirArguments() {
        // In these tests every call is slow.
        let client = TestClient()
        _ = client.send("slowlog reset\n")
        _ = client.send("client setname me\n")
        _ = client.send("demo.sum 1 2\n")
        #expect(client.send("slowlog len\n") == ":3\r\n")
        let log = client.send("slowlog get 2\n")
        #expect(log.hasPrefix("*2\r\n*6\r\n:3\r\n"))
        #expect(log.contains("*3\r\n$8\r\ndemo.sum\r\n$1\r\n1\r\n$1\r\n2\r\n$4\r\ntest\r\n$2\r\nme\r\n"))
        _ = client.send("demo.pair\ndemo.pair\ndemo.pair\n")
        #expect(
            client.send("slowlog get 1\n").contains("$9\r\ndemo.pair\r\n$33\r\n(3 calls in a pipeline, together)\r\n"))
    }

    @Test func theHistogramKnowsATimeToAQuarter() {
        for time in [4, 5, 7, 100, 1000, 123_456, 10_000_000, 1 << 36] {
            let end = LatencyHistogram.end(of: LatencyHistogram.bucket(of: time))
            #expect(end > time && end <= time + time / 4 + 1, "\(time)")
        }
        #expect(LatencyHistogram.bucket(of: 0) == LatencyHistogram.bucket(of: 4))
        #expect(LatencyHistogram.bucket(of: .max) == LatencyHistogram.bucketCount - 1)
        var histogram = LatencyHistogram()
        histogram.counts[LatencyHistogram.bucket(of: 700)] = 99
        histogram.counts[LatencyHistogram.bucket(of: 50_000)] = 1
        #expect(histogram.percentile(0.5) < 1.2 && histogram.percentile(0.99) < 1.2)
        #expect(50...62.5 ~= histogram.percentile(0.999))
        #expect(histogram.cumulativeMicroseconds.map(\.limit) == [1, 2, 4, 8, 16, 32, 64])
        #expect(histogram.cumulativeMicroseconds.map(\.count) == [99, 99, 99, 99, 99, 99, 100])
    }
}
