import GedisKit
import Glibc
import Synchronization

/// Something that a server's commands wait for, and that counts how many do.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
        var last = 0
    }

    private let state = Mutex(State())
    /// How many calls have kept their threads.
    let blocked = Mutex(0)

    /// How many calls wait.
    var count: Int { state.withLock { $0.waiting.count } }

    /// Waits until the gate is open or the task is cancelled.
    func pass() async throws {
        let id = state.withLock { state in
            state.last += 1
            return state.last
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOpen = state.withLock { state in
                    if !state.isOpen { state.waiting[id] = continuation }
                    return state.isOpen
                }
                if isOpen { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(throwing: CancellationError())
        }
    }

    /// Whether everyone passes.
    var isOpen: Bool { state.withLock { $0.isOpen } }

    /// Keeps the thread until the gate is open.
    func blockUntilOpen() {
        blocked.withLock { $0 += 1 }
        while !isOpen { sched_yield() }
    }

    /// Lets everyone pass.
    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume() }
    }
}

extension Namespace {
    /// Commands of which one waits at a gate and the others reply their argument in their own ways.
    static func waiting(at gate: Gate) -> Namespace {
        let text = [Parameter(name: "text", type: "String")]
        return Namespace(
            name: "demo",
            commands: [
                Command(
                    name: "sync", parameters: text,
                    handler: .synchronous { arguments, reply in
                        reply.string(try arguments.decode(String.self, at: 0, "text"))
                    }),
                Command(
                    name: "async", parameters: text,
                    handler: .asynchronous { calls in
                        while calls.next() {
                            calls.reply.string(try calls.arguments.decode(String.self, at: 0, "text"))
                        }
                    }),
                Command(
                    name: "suspend", parameters: text,
                    handler: .asynchronous { calls in
                        while calls.next() {
                            let text = try calls.arguments.decode(String.self, at: 0, "text")
                            await Task.yield()
                            calls.reply.string(text)
                        }
                    }),
                Command(
                    name: "map",
                    handler: .asynchronous { calls in
                        while calls.next() { calls.reply.result(["a": 1]) }
                    }),
                Command(
                    name: "late", parameters: text,
                    handler: .asynchronous { calls in
                        while calls.next() {
                            calls.reply.string(try calls.arguments.decode(String.self, at: 0, "text"))
                        }
                        // It goes on when its calls are answered.
                        try? await gate.pass()
                        calls.reply.simple("UNWANTED")
                    }),
                Command(
                    name: "wrong", parameters: text,
                    handler: .asynchronous { calls in
                        while calls.next() {
                            let text = try calls.arguments.decode(String.self, at: 0, "text")
                            calls.reply.array(count: 2)
                            throw CommandError("demo.wrong: \(text) is wrong")
                        }
                    }),
                Command(
                    name: "wait",
                    handler: .asynchronous { calls in
                        while calls.next() {
                            try await gate.pass()
                            calls.reply.simple("PASSED")
                        }
                    }),
                Command(
                    name: "deaf",
                    handler: .asynchronous { calls in
                        while calls.next() {
                            // It does not notice that it is cancelled.
                            await Task.detached { try? await gate.pass() }.value
                            calls.reply.simple("PASSED")
                        }
                    }),
                Command(
                    name: "block",
                    handler: .synchronous { _, reply in
                        gate.blockUntilOpen()
                        reply.ok()
                    }),
                Command(
                    name: "spin",
                    handler: .asynchronous { calls in
                        while calls.next() {
                            // Once it is cancelled, nothing here suspends any more.
                            while !gate.isOpen { try? await Task.sleep(for: .milliseconds(5)) }
                            calls.reply.ok()
                        }
                    }),
                Command(
                    name: "open",
                    handler: .synchronous { _, reply in
                        gate.open()
                        reply.ok()
                    }),
                Command(
                    name: "large",
                    handler: .synchronous { _, reply in reply.string(String(repeating: "x", count: 10_000)) }),
            ])
    }
}
