import GedisClient
import GedisCrypto
import GedisKit
import TestSupport
import Testing

@testable import GedisBackends

@Suite(.takesTurns) struct GunTLSTests {
    @Test func aTrustedServerIsUsedAndAnotherRefused() async throws {
        try await withScratchFolder { folder in
            let identity = try await TestAuthority.selfSigned(for: "IP:127.0.0.1", in: folder)
            let tls = try TLSContext(serving: TLSIdentity(certificate: identity.certificate, key: identity.key))
            let server = ScriptedGunServer(.init(tls: tls))
            let client = Client.Configuration(tls: Client.TLS(trustRoots: .file(path: identity.certificate)))
            try await withGun(server, client: client) { backend, server in
                #expect(backend.address.hasPrefix("wss://"))
                try await backend.put("user", ["name": "Mark"])
                #expect(server.entry("user", "name") == .string("Mark"))

                let untrusting = try BackendType.gun.makeBackend(name: "main", settings: ["url": backend.address])
                let error = await #expect(throws: BackendError.self) { try await untrusting.connect() }
                #expect(error?.message.hasPrefix("main: TLS failed: its certificate is not trusted") == true)
                await untrusting.close()
            }
        }
    }

    @Test func aServerThatKnowsOnlyOldVersionsIsRefused() async throws {
        try await withScratchFolder { folder in
            let identity = try await TestAuthority.selfSigned(for: "IP:127.0.0.1", in: folder)
            let (server, port) = try OpenSSLPeer.server(
                certificate: identity.certificate, key: identity.key, ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"])
            let backend = try BackendType.gun.makeBackend(
                name: "main", settings: ["url": "wss://127.0.0.1:\(port)/gun", "cacert": identity.certificate])
            let error = await #expect(throws: BackendError.self) { try await backend.connect() }
            #expect(error?.message.hasPrefix("main: TLS failed: ") == true, "\(error?.message ?? "")")
            await backend.close()
            withExtendedLifetime(server) {}
        }
    }
}
