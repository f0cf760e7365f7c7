import GedisKit
import Synchronization
import Testing

@testable import GedisWorkers

@Suite struct StoreOrderTests {
    private final class Steps: Sendable {
        private let all = Mutex<[String]>([])

        func note(_ step: String) { all.withLock { $0.append(step) } }

        var noted: [String] { all.withLock { $0 } }
    }

    @Test func aReadWaitsForTheWritesOfItsNodeBeforeIt() async {
        let (order, steps) = (StoreOrder(), Steps())
        await withCheckedContinuation { done in
            order.begin("put", ["a"]) {
                for _ in 0..<100 { await Task.yield() }
                steps.note("written")
            }
            order.begin("get", ["b"]) { steps.note("another node is read") }
            order.begin("get", ["a"]) {
                steps.note("read")
                done.resume()
            }
        }
        #expect(steps.noted == ["another node is read", "written", "read"])
    }

    @Test func writesBeginInTheirOrderAndOverlap() async {
        let (order, steps) = (StoreOrder(), Steps())
        let gate = AsyncStream<Void>.makeStream()
        let first = Task {
            await withCheckedContinuation { done in
                order.begin("put", ["a"]) {
                    steps.note("begun")
                    for await _ in gate.stream { break }
                    steps.note("done")
                    done.resume()
                }
                for number in 0..<50 { order.begin("increment", ["a"]) { steps.note("\(number)") } }
                gate.continuation.yield()
            }
        }
        await first.value
        #expect(steps.noted == ["begun"] + (0..<50).map { "\($0)" } + ["done"])
    }
}
