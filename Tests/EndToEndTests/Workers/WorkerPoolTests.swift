import Foundation
import Glibc
import TestSupport
import Testing

/// Namespaces that several processes serve.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct WorkerPoolTests {
    @Test func callsAreSpreadAndEachWorkerIsStartedAnewByItself() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("namespaces.busy.workers=3")
            try await scratch.addPython(Source.restless, as: "busy")
            var pids: Set<pid_t> = []
            for _ in 0..<6 { pids.insert(try await scratch.worker("busy", on: server.port)) }
            #expect(pids.count == 3)

            // Who is busy gets no other call: with two that wait in functions that are not async, the third answers all.
            let spinning = try (0..<2).map { _ in try RawConnection(port: server.port) }
            for connection in spinning { connection.send("busy.spin\r\n") }
            try await eventually("two are busy") {
                var free: Set<pid_t> = []
                for _ in 0..<4 { free.insert(try await scratch.worker("busy", on: server.port)) }
                return free.count == 1
            }
            let free = try await scratch.worker("busy", on: server.port)
            for pid in pids where pid != free { kill(pid, SIGKILL) }
            for connection in spinning { #expect(try connection.reply().hasPrefix("-WORKER busy.spin: ")) }
            try await eventually("three serve again") {
                var now: Set<pid_t> = []
                for _ in 0..<6 { now.insert(try await scratch.worker("busy", on: server.port)) }
                return now.count == 3 && now.contains(free)
            }
            struct Row: Decodable { var workers: [String] }
            let workers = try await scratch.listing(Row.self, "server", "status", "main")[0].workers
            #expect(workers.count == 3)
            #expect(workers.filter { $0.contains("restarts 1") }.count == 2, "\(workers)")
            #expect(workers.contains { $0.hasPrefix("busy: pid \(free), restarts 0, calls ") }, "\(workers)")
            let table = try await scratch.gedis("server", "status", "main").output
            #expect(table.matches(of: #/memory \d+ MB; busy: pid /#).count == 2, "\(table)")
        }
    }

    @Test func aWorkerWithTooMuchMemoryIsStartedAnew() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("namespaces.greedy.memory_limit=200MB")
            try await scratch.addPython(
                """
                import os

                kept = []


                def pid() -> int:
                    return os.getpid()


                def take(size: int) -> int:
                    kept.append(b"x" * size)
                    return len(kept)
                """, as: "greedy")
            let first = try await scratch.worker("greedy", on: server.port)
            let reply = try RawConnection(port: server.port).call("greedy.take", "\(300 << 20)")
            // Its memory may be looked at before the reply is there.
            #expect(reply == ":1\r\n" || reply.contains("MB of memory, more than memory_limit"), "\(reply)")
            try await eventually("another serves") {
                try await scratch.worker("greedy", on: server.port) != first
            }
            let log = try await scratch.done("server", "logs", "main")
            #expect(log.contains("MB of memory, more than memory_limit"))
        }
    }

    @Test func metricsHaveTheWorkers() async throws {
        try await withScratch { scratch in
            let metrics = try freePort()
            let server = try await scratch.startServer("namespaces.busy.workers=2", "metrics_port=\(metrics)")
            try await scratch.addPython(Source.restless, as: "busy")
            _ = try await scratch.worker("busy", on: server.port)
            let text = try await scratch.run("curl", ["-sS", "http://127.0.0.1:\(metrics)/metrics"]).output
            #expect(text.contains(#"gedis_worker_up{namespace="busy",worker="2"} 1"#), "\(text)")
            #expect(text.contains(#"gedis_worker_restarts_total{namespace="busy",worker="1"} 0"#))
            #expect(text.contains(#"gedis_worker_memory_bytes{namespace="busy",worker="1"} "#))
            #expect(text.contains(#"gedis_worker_calls_total{namespace="busy",worker="#))
        }
    }

    @Test func isolatedNamespacesAndProgramsHavePoolsToo() async throws {
        try await withScratch { scratch in
            let metrics = try freePort()
            let server = try await scratch.startServer(
                "namespaces.calc.isolated=true", "namespaces.calc.workers=2", "metrics_port=\(metrics)")
            try await scratch.addSwift(
                """
                import Glibc
                import GedisKit

                struct Kept: Codable { var pid: Int }

                actor Calc {
                    static let schedules: [Schedule<Calc>] = [.every(.milliseconds(10)) { await $0.tick() }]
                    private var ticks = 0
                    private let before: Int?
                    init(state: Kept?) { before = state?.pid }
                    func state() -> Kept { Kept(pid: Int(getpid())) }
                    func tick() { ticks += 1 }
                    func seen() -> [Int] { [Int(getpid()), ticks > 0 ? 1 : 0, before ?? 0] }
                    nonisolated func pid() -> Int { Int(getpid()) }
                    nonisolated func crash() -> Int { exit(3) }
                }
                """, as: "calc")
            try await scratch.done("server", "add", "main", "--as", "tools", "--", "node", Self.program)
            try await scratch.done("server", "set", "main", "namespaces.tools.workers=2")
            try await scratch.done("server", "reload", "main")
            let connection = try RawConnection(port: server.port)
            func seen() throws -> [String: [String]] {
                var found: [String: [String]] = [:]
                while found.count < 2 {
                    connection.send("calc.seen\r\n")
                    let reply = try connection.reply().split(separator: "\r\n").map(String.init)
                    found[reply[1]] = reply
                }
                return found
            }
            try await eventually("one of two runs the schedule") {
                let all = try seen().values
                return all.count { $0[2] == ":1" } == 1
            }
            #expect(try connection.call("calc.crash").hasPrefix("-WORKER calc.crash: the worker ended"))
            try await eventually("both serve") { try seen().count == 2 }
            struct Row: Decodable { var workers: [String] }
            let workers = try await scratch.listing(Row.self, "server", "status", "main")[0].workers
            #expect(workers.count { $0.hasPrefix("calc: pid ") } == 2, "\(workers)")
            #expect(workers.count { $0.hasPrefix("tools: pid ") } == 2, "\(workers)")
            #expect(workers.count { $0.contains("restarts 1, calls ") } == 1, "\(workers)")
            let text = try await scratch.run("curl", ["-sS", "http://127.0.0.1:\(metrics)/metrics"]).output
            for name in ["calc", "tools"] {
                #expect(text.contains("gedis_worker_up{namespace=\"\(name)\",worker=\"2\"} 1"), "\(text)")
                #expect(text.contains("gedis_worker_restarts_total{namespace=\"\(name)\",worker=\"1\"} "))
                #expect(text.contains("gedis_worker_memory_bytes{namespace=\"\(name)\",worker=\"1\"} "))
                #expect(text.contains("gedis_worker_calls_total{namespace=\"\(name)\",worker=\"2\"} "))
            }

            // Each hands its state to one that takes its place.
            let before = Set(try seen().keys)
            try await scratch.done("server", "set", "main", "namespaces.calc.call_timeout=50")
            try await scratch.done("server", "reload", "main")
            let after = try seen()
            #expect(Set(after.values.map { $0[3] }) == before)
            #expect(before.isDisjoint(with: after.keys))
        }
    }

    private static let program = Tool.source("Examples/Workers/tools.mjs")
}
