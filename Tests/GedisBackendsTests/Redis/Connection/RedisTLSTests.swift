import GedisBackends
import GedisKit
import TestSupport
import Testing

@Suite(.takesTurns, .timeLimit(.minutes(5))) struct RedisTLSTests {
    @Test func aTrustedServerIsUsedAndAnotherRefused() async throws {
        try await withScratchFolder { folder in
            let identity = try await TestAuthority.selfSigned(for: "IP:\(RedisProcess.host)", in: folder)
            let options = identity.redisOptions()
            try await RedisProcess.with(in: folder, options, port: .tls) { server in
                let backend = try server.backend(["ssl": "true", "cacert": identity.certificate])
                try await backend.put("user", ["name": "Mark"])
                let changes = try await backend.changes("user")
                try await backend.put("user", ["name": "Zed"])
                #expect(try await changes.first { _ in true } == Change("name", .string("Zed")))
                await backend.close()

                let untrusting = try server.backend(["ssl": "true"])
                let error = await #expect(throws: BackendError.self) { try await untrusting.connect() }
                #expect(error?.reason == .unreachable)
                #expect(error?.message.hasPrefix("main: TLS failed: its certificate is not trusted") == true)
                await untrusting.close()
            }
        }
    }
}
