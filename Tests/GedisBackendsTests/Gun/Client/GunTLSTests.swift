import Foundation
import GedisKit
import NIOSSL
import Testing

@testable import GedisBackends

@Suite struct GunTLSTests {
    @Test func aTrustedServerIsUsedAndAnotherRefused() async throws {
        try await withScratchFolder { folder in
            let (certificate, key) = (folder + "/cert.pem", folder + "/key.pem")
            try await makeCertificate(certificate, key: key)
            let tls = try NIOSSLContext(
                configuration: .makeServerConfiguration(
                    certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
                    privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))))
            let server = ScriptedGunServer(.init(tls: tls))
            try await withGun(server, authorities: certificate) { backend, server in
                #expect(backend.address.hasPrefix("wss://"))
                try await backend.put("user", ["name": "Mark"])
                #expect(server.entry("user", "name") == .string("Mark"))

                let stranger = try BackendType.gun.makeBackend(name: "main", settings: ["url": backend.address])
                let error = await #expect(throws: BackendError.self) { try await stranger.connect() }
                #expect(error?.message.hasPrefix("main: TLS failed: its certificate is not trusted") == true)
                await stranger.close()
            }
        }
    }

    private func makeCertificate(_ certificate: String, key: String) async throws {
        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        openssl.arguments = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", key, "-out", certificate, "-days", "1", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=IP:127.0.0.1",
        ]
        openssl.standardError = FileHandle.nullDevice
        let status = await withCheckedContinuation { continuation in
            openssl.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try openssl.run() } catch { continuation.resume(returning: -1) }
        }
        try #require(status == 0)
    }
}
