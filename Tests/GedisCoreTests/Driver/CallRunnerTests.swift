import Testing

@testable import GedisCore

/// The task that is kept for calls, of one connection after the other's.
@Suite struct CallRunnerTests {
    @Test func oneTaskRunsTheCallsOfAllConnections() {
        let place = RunnerPlace()
        let (first, second) = (place.connect(), place.connect())
        first.send("tasks.plain\r\n")
        let runner = place.runner
        for _ in 0..<500 {
            first.send("tasks.plain\r\n")
            second.send("tasks.plain\r\n")
        }
        let (firstReplies, secondReplies) = (first.output, second.output)
        #expect(firstReplies == String(repeating: "+OK\r\n", count: 501))
        #expect(secondReplies == String(repeating: "+OK\r\n", count: 500))
        #expect(runner === place.runner)
    }

    @Test func aTaskIsNotKeptForEver() {
        let place = RunnerPlace()
        let client = place.connect()
        client.send("tasks.plain\r\n")
        weak var first = place.runner
        for _ in 0..<5000 { client.send("tasks.plain\r\n") }
        #expect(first == nil)
    }

    @Test func whatIsIdleEndsWithItsWorker() {
        weak var runner: CallRunner?
        do {
            let place = RunnerPlace()
            let client = place.connect()
            client.send("tasks.plain\r\n")
            client.close()
            runner = place.runner
            #expect(runner != nil)
        }
        #expect(runner == nil)
    }

    @Test func aCallThatIsCancelledByItselfCancelsNoOther() {
        let place = RunnerPlace()
        let (first, second) = (place.connect(), place.connect())
        first.send("tasks.plain\r\ntasks.cancel\r\n")
        second.send("tasks.state\r\n")
        #expect(first.output == "+OK\r\n+CANCELLED\r\n")
        #expect(second.output == "+none\r\n")
    }

    @Test func aCallWhoseClientIsGoneIsCancelledAlone() {
        let place = RunnerPlace()
        let (first, second) = (place.connect(), place.connect())
        first.send("tasks.plain\r\n")
        weak var runner = place.runner
        first.send("tasks.wait\r\n")
        second.send("tasks.plain\r\n")
        first.close()
        place.run { place.ends == 1 }
        second.send("tasks.state\r\n")
        #expect(second.output == "+OK\r\n+none\r\n")
        #expect(first.output == "+OK\r\n")
        // Its task ends on a thread of its own.
        place.run { runner == nil }
    }

    @Test func theTaskOfASuspendedCallIsUsedAgain() {
        let place = RunnerPlace()
        let client = place.connect()
        client.send("tasks.plain\r\n")
        let runner = place.runner
        client.send("tasks.pass\r\ntasks.plain\r\n")
        #expect(client.output == "+OK\r\n")
        #expect(place.runner == nil)
        place.open()
        place.run { client.output == "+OK\r\n+PASSED\r\n+OK\r\n" }
        #expect(place.runner === runner)
    }

    @Test func valuesOfTasksEndWithTheirCalls() {
        let place = RunnerPlace()
        let (first, second) = (place.connect(), place.connect())
        RunnerPlace.$mark.withValue("begun") { first.send("tasks.plain\r\n") }
        first.send("tasks.mark\r\ntasks.state\r\n")
        second.send("tasks.state\r\n")
        #expect(first.output == "+OK\r\n+marked\r\n+none\r\n")
        #expect(second.output == "+none\r\n")
    }

    @Test func anErrorIsTheReplyToItsCallAlone() {
        let place = RunnerPlace()
        let client = place.connect()
        client.send("tasks.plain\r\n")
        let runner = place.runner
        client.send("tasks.throw\r\ntasks.plain\r\n")
        client.send("tasks.plain\r\n")
        #expect(client.output == "+OK\r\n-ERR broken\r\n+OK\r\n+OK\r\n")
        #expect(place.runner === runner)
    }

    @Test func anActorAnswersInPlace() {
        let place = RunnerPlace()
        let client = place.connect()
        for _ in 0..<10 { client.send("tasks.count\r\n") }
        #expect(client.output == (1...10).map { ":\($0)\r\n" }.joined())
        #expect(place.enqueued == 0)
    }
}
