import GedisKit
import GedisTesting
import Synchronization
import Testing

/// What authors test their namespaces with.
@Suite struct TestNamespaceTests {
    private func namespace(_ environment: Namespace.Environment) throws -> Namespace {
        let backend = try environment.requiredBackend()
        var namespace = Namespace(
            name: environment.name,
            commands: [
                Command(
                    name: "sum", parameters: [Parameter(name: "a", type: "Int"), Parameter(name: "b", type: "Int")],
                    handler: .synchronous { arguments, reply in
                        let a = try arguments.decode(Int.self, at: 0, "a")
                        let b = try arguments.decode(Int.self, at: 1, "b")
                        environment.events.publish("sums", "\(a + b)")
                        environment.log.info("summed")
                        reply.result(a + b)
                    }),
                Command(
                    name: "count",
                    handler: .asynchronous { calls in
                        while calls.next() {
                            calls.reply.result(
                                try await backend.increment("n", "count", by: 1, expiresIn: .seconds(60)))
                        }
                    }),
                Command(
                    name: "twice",
                    handler: .asynchronous { calls in
                        while calls.next() {
                            let context = Context(caller: calls.caller, command: "twice", in: environment)
                            calls.reply.result(try await context.call("calc.sum", 1, 1))
                        }
                    }),
                Command(
                    name: "who", handler: .synchronousForCaller { _, reply, caller in reply.result(caller.user) }),
            ])
        namespace.life.tasks = [Namespace.Life.Task](
            [.every(.minutes(1)) { try await $0.put("n", ["runs": .integer(1)]) }] as [Schedule<any Backend>],
            of: backend)
        return namespace
    }

    @Test func commandsAreCalledByNameAndWhatTheyDoIsRecorded() async throws {
        let calc = try TestNamespace("calc", make: namespace)
        #expect(try await calc.call("sum", 1, 2) == .integer(3))
        #expect(try await calc.call("SUM", "40", "2") == .integer(42))
        #expect(calc.events.all == [.init("sums", "3"), .init("sums", "42")])
        #expect(calc.log.all.first == .init(.info, "summed"))
        #expect(try await calc.call("twice") == .integer(2))
        #expect(try await calc.call("who", by: Caller(user: "ann")) == .string("ann"))
    }

    @Test func errorsAreThoseOfAServer() async throws {
        let calc = try TestNamespace("calc", make: namespace)
        func error(_ body: () async throws -> Value) async -> String? {
            await #expect(throws: CommandError.self) { _ = try await body() }?.description
        }
        #expect(
            await error { try await calc.call("sum", 1, "x") }
                == "ERR calc.sum: argument 2 'b' must be an integer, got \"x\"")
        #expect(await error { try await calc.call("sum", 1) } == "ERR wrong number of arguments for 'calc.sum' command")
        #expect(await error { try await calc.call("product") }?.hasPrefix("ERR unknown command 'calc.product'") == true)
    }

    @Test func timePassesWhenTheTestSaysSo() async throws {
        let calc = try TestNamespace("calc", make: namespace)
        #expect(try await calc.call("count") == .integer(1))
        try await calc.advance(by: .seconds(59))
        #expect(try await calc.call("count") == .integer(2))
        #expect(try await calc.backend.get("n", "runs") == nil)
        try await calc.advance(by: .seconds(1))
        #expect(try await calc.call("count") == .integer(1))
        #expect(try await calc.backend.get("n", "runs") == .integer(1))
    }

    @Test func whoSleepsIsWokenByTheClock() async throws {
        let clock = ManualClock()
        let isAwake = Mutex(false)
        let sleeper = Task {
            try await clock.sleep(for: .seconds(5))
            isAwake.withLock { $0 = true }
        }
        while !isAwake.withLock(\.self) {
            clock.advance(by: .seconds(1))
            await Task.yield()
        }
        try await sleeper.value
        let cancelled = Task { try await clock.sleep(for: .seconds(5)) }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
    }

    @Test func theStoreChangesInOneStep() async throws {
        let clock = ManualClock()
        let store = TestBackend(clock: clock)
        #expect(try await store.compareAndSet("n", "a", from: nil, to: .string("1"), expiresIn: nil))
        #expect(try await !store.compareAndSet("n", "a", from: nil, to: .string("2"), expiresIn: nil))
        #expect(try await store.increment("n", "a", by: 2, expiresIn: nil) == 3)
        try await store.put("n", ["b": .boolean(true), "c": .double(1)], expiresIn: .seconds(1))
        #expect(try await store.keys("n", after: "a", limit: 10) == ["b", "c"])
        #expect(try await store.timeToLive("n", "b") == .seconds(1))
        clock.advance(by: .seconds(1))
        #expect(try await store.get("n") == ["a": .integer(3)])
        await #expect(throws: BackendError.self) {
            try await store.put("n", ["b": .string("x")])
            _ = try await store.increment("n", "b", by: 1, expiresIn: nil)
        }
    }
}
