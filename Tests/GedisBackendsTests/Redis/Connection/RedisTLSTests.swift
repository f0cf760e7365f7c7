import Foundation
import GedisBackends
import GedisKit
import Testing

@Suite(.timeLimit(.minutes(5))) struct RedisTLSTests {
    @Test func aTrustedServerIsUsedAndAnotherRefused() async throws {
        try await withScratchFolder { folder in
            let (certificate, key) = (folder + "/cert.pem", folder + "/key.pem")
            try makeCertificate(certificate, key: key)
            let server = try await RedisProcess.start {
                let port = try RedisProcess.freePort()
                return RedisProcess(
                    in: folder, port: port,
                    [
                        "--port", "0", "--tls-port", "\(port)", "--tls-cert-file", certificate, "--tls-key-file", key,
                        "--tls-ca-cert-file", certificate, "--tls-auth-clients", "no",
                    ])
            }
            defer { server.kill() }
            let backend = try server.backend(["ssl": "true", "cacert": certificate])
            try await backend.put("user", ["name": "Mark"])
            let changes = try await backend.changes("user")
            try await backend.put("user", ["name": "Zed"])
            #expect(try await changes.first { _ in true } == Change("name", .string("Zed")))
            await backend.close()

            let stranger = try server.backend(["ssl": "true"])
            let error = await #expect(throws: BackendError.self) { try await stranger.connect() }
            #expect(error?.reason == .unreachable)
            #expect(error?.message.hasPrefix("main: TLS failed: its certificate is not trusted") == true)
            await stranger.close()
        }
    }

    private func makeCertificate(_ certificate: String, key: String) throws {
        let openssl = Process()
        openssl.executableURL = URL(filePath: "/usr/bin/env")
        openssl.arguments = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", key, "-out", certificate, "-days", "1", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=IP:\(RedisProcess.host)",
        ]
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        try #require(openssl.terminationStatus == 0)
    }
}
