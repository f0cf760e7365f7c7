import GedisGUN
import GedisKit
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import GedisBackends

@Suite(.takesTurns) struct GunConnectionTests {
    @Test func aRefusedConnectionIsNamedAndTheBackendRecoversWhenTheServerIsThere() async throws {
        // An address that no other test uses, so that the port stays free.
        let host = "127.0.0.2"
        let server = ScriptedGunServer()
        let url = try await server.start(host: host)
        let port = server.port
        try await server.stop()

        let backend = try gun(url)
        let refused = BackendError("main: connection refused (\(host):\(port))", reason: .unreachable)
        await #expect(throws: refused) { try await backend.connect() }
        await #expect(throws: refused) { try await backend.get("user", "name") }

        try await server.start(host: host, port: port)
        let changes = try await untilItWorks { try await backend.changes("user") }
        try await backend.put("user", ["name": "Mark"])
        #expect(try await changes.first { _ in true } == Change("name", .string("Mark")))
        #expect(try await backend.check() == "answers")
        await backend.close()
        try await server.stop()
    }

    @Test func itIsReportedOnceThatTheServerIsAwayAndOnceThatItIsBack() async throws {
        let host = "127.0.0.2"
        let server = ScriptedGunServer()
        let url = try await server.start(host: host)
        let port = server.port
        let backend = try gun(url)
        let changes = try AvailabilityChanges(of: backend)
        try await backend.connect()
        #expect(changes.all.isEmpty)
        let refused = BackendError("main: connection refused (\(host):\(port))", reason: .unreachable)
        for _ in 0..<2 {
            try await server.stop()
            try await eventually { !changes.all.isEmpty }
            await #expect(throws: refused) { try await backend.get("user", "name") }
            try await server.start(host: host, port: port)
            try await eventually { changes.all.count > 1 }
            #expect(changes.all == [.lost(refused), .restored(backend.address)])
            changes.forget()
        }
        await backend.close()
        try await server.stop()
        #expect(changes.all.isEmpty)
    }

    @Test func aPutUnderWayOutlastsALostConnection() async throws {
        let server = ScriptedGunServer { connection, message in
            guard message["put"] != nil, connection.server.state.connectionCount == 1 else { return false }
            connection.close()
            return true
        }
        try await withGun(server) { backend, server in
            try await backend.put("user", ["name": "Mark"])
            #expect(server.entry("user", "name") == .string("Mark"))
            #expect(server.state.repeatedIDs == [])
            #expect(server.state.connectionCount == 2)
        }
    }

    @Test func theServersHelloIsAnswered() async throws {
        try await withGun(ScriptedGunServer()) { backend, server in
            _ = try await backend.check()
            try await backend.put("user", ["name": "Mark"])
            let hellos = server.state.received.filter { $0["dam"]?.string == "?" }
            #expect(hellos.count == 1)
            #expect(hellos.first?["@"]?.string != nil)
        }
    }

    @Test func aConnectionThatGoesSilentIsMadeAnew() async throws {
        var timing = GunTiming(timeout: .seconds(30))
        timing.silence = .milliseconds(50)
        let server = ScriptedGunServer(.init(answersPings: false))
        try await withGun(server, timing: timing) { _, server in
            try await eventually { server.state.connectionCount >= 3 }
        }
    }

    @Test func aHandshakeWithoutAnAnswerEnds() async throws {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let backend = try gun("ws://127.0.0.1:\(listener.localAddress?.port ?? 0)/gun", timeout: .seconds(2))
        let error = await #expect(throws: BackendError.self) { try await backend.connect() }
        #expect(error?.message.contains("no answer to the WebSocket handshake in 2.0 seconds") == true)
        await backend.close()
        try await listener.close()
    }

    @Test func closingEndsCallsThatWait() async throws {
        let silent = ScriptedGunServer { _, message in message["get"] != nil }
        try await withGun(silent, timing: GunTiming(timeout: .seconds(600))) { backend, server in
            let get = Task { try await backend.get("user", "name") }
            try await eventually { server.state.received.contains { $0["get"] != nil } }
            await backend.close()
            let error = await #expect(throws: BackendError.self) { try await get.value }
            #expect(error?.message.hasPrefix("main: closed") == true)
            await #expect(throws: BackendError.self) { try await backend.put("user", ["name": 1]) }
        }
    }

    @Test func closingEndsPutsThatWait() async throws {
        let silent = ScriptedGunServer { _, message in message["put"] != nil }
        try await withGun(silent, timing: GunTiming(timeout: .seconds(600))) { backend, server in
            let put = Task { try await backend.put("user", ["name": 1]) }
            try await eventually { server.state.received.contains { $0["put"] != nil } }
            await backend.close()
            let error = await #expect(throws: BackendError.self) { try await put.value }
            #expect(error?.message.hasPrefix("main: closed") == true)
        }
    }

    @Test func anUnknownHostIsNamed() async throws {
        let backend = try gun("ws://gedis.invalid:8765/gun")
        let error = await #expect(throws: BackendError.self) { try await backend.connect() }
        #expect(error?.message == "main: unknown host gedis.invalid (ws://gedis.invalid:8765/gun)")
        await backend.close()
    }

    private func gun(_ url: String, timeout: Duration = .seconds(5)) throws -> GunBackend {
        GunBackend(
            name: "main", address: try GunAddress(url, backend: "main"),
            timing: GunTiming(timeout: timeout))
    }
}
