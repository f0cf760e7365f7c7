import GedisBackends
import GedisKit
import Glibc
import TestSupport
import Testing

@Suite(.takesTurns, .timeLimit(.minutes(5))) struct RedisRecoveryTests {
    @Test(arguments: [1, 2]) func aRestartUnderLoadMixesNothingUp(_ restarts: Int) async throws {
        try await RedisProcess.with(["--appendonly", "yes", "--appendfsync", "always"]) { server in
            let backend = try server.backend()
            let load = RestartLoad(backend, tasks: 16)
            try await withThrowingTaskGroup { group in
                for task in 0..<16 { group.addTask { try await load.run(task) } }
                for _ in 0..<restarts {
                    try await load.all { $0.successes >= 20 }
                    server.kill()
                    try await load.all { $0.failures >= 5 }
                    try await server.start()
                    load.startCounting()
                    try await load.all { $0.successes >= 20 }
                }
                load.stop()
                try await group.waitForAll()
            }
            #expect(load.errors.filter { $0.reason != .unreachable } == [])
            for error in load.errors {
                #expect(error.message.hasPrefix("main: ") && error.message.hasSuffix(" (\(server.socket))"), "\(error)")
            }
            await backend.close()
        }
    }

    @Test func callsFailAtOnceWhileTheServerIsAway() async throws {
        try await withScratchFolder { folder in
            let server = RedisProcess(in: folder)
            // Longer than this test may take: no call waits for its deadline.
            let backend = try server.backend(["timeout": "3600"])
            for _ in 0..<1000 {
                let error = await #expect(throws: BackendError.self) { try await backend.get("user", "name") }
                #expect(error?.message == "main: no such file or directory (\(server.socket))")
            }
            try await server.start()
            defer { server.kill() }
            try await untilItWorks { try await backend.put("user", ["name": "Mark"]) }
            #expect(try await backend.get("user", "name") == .string("Mark"))
            await backend.close()
        }
    }

    @Test func itIsReportedOnceThatTheServerIsAwayAndOnceThatItIsBack() async throws {
        try await RedisProcess.with { server in
            let backend = try server.backend(["connections": "3"])
            let changes = try AvailabilityChanges(of: backend)
            try await backend.put("user", ["name": "Mark"])
            let refused = BackendError("main: connection refused (\(server.socket))", reason: .unreachable)
            for _ in 0..<2 {
                server.kill()
                try await eventually("it is notified") {
                    (try? await backend.get("user")) == nil && !changes.all.isEmpty
                }
                for _ in 0..<100 { await #expect(throws: BackendError.self) { try await backend.get("user", "name") } }
                #expect(changes.all == [.lost(refused)])
                try await server.start()
                try await untilItWorks { _ = try await backend.get("user", "name") }
                for _ in 0..<100 { _ = try await backend.get("user", "name") }
                #expect(changes.all == [.lost(refused), .restored(server.socket)])
                changes.forget()
            }
            server.kill()
            await backend.close()
            await #expect(throws: BackendError.self) { try await backend.get("user", "name") }
            #expect(changes.all.isEmpty)
        }
    }

    @Test func aServerThatHangsRunsIntoTheDeadline() async throws {
        try await RedisProcess.with { server in
            let patient = try server.backend()
            try await patient.put("user", ["name": "Mark"])
            let hasty = try server.backend(["timeout": "0.5"])
            // A busy machine may make it time out before the server hangs.
            try await eventually("it is connected") { (try? await hasty.get("user", "name")) != nil }
            server.signal(SIGSTOP)
            for _ in 0..<2 {
                let error = await #expect(throws: BackendError.self) { try await hasty.get("user", "name") }
                #expect(error == BackendError("main: no answer in 0.5 seconds (\(server.socket))", reason: .timedOut))
            }
            let write = await #expect(throws: BackendError.self) { try await hasty.put("user", ["name": "Zed"]) }
            #expect(write?.reason == .timedOut)
            server.signal(SIGCONT)
            try await eventually("it answers again") { (try? await hasty.get("user", "name")) != nil }
            await patient.close()
            await hasty.close()
        }
    }

    @Test func aCancelledCallEndsAtOnce() async throws {
        try await RedisProcess.with { server in
            let backend = try server.backend(["timeout": "3600"])
            try await backend.put("user", ["name": "Mark"])
            server.signal(SIGSTOP)
            let calls = [
                Task { _ = try await backend.get("user", "name") }, Task { try await backend.put("user", ["name": 1]) },
                Task { _ = try await backend.changes("user") },
            ]
            for call in calls {
                call.cancel()
                await #expect(throws: CancellationError.self) { try await call.value }
            }
            await backend.close()
            server.signal(SIGCONT)
        }
    }
}
