import TestSupport
import Testing

/// A type of backend, as a definition sets it up.
enum Store: String, CaseIterable, CustomStringConvertible {
    case memory, sqlite, redis, redisWithTLS, cluster, gun, gunWithTLS

    var description: String { rawValue }

    /// Whether values are there when a server starts again.
    var keepsValues: Bool { self != .memory }

    /// Runs what the backend needs beside `body`, which is handed what its definition says.
    func run(in scratch: Scratch, _ body: ([String]) async throws -> Void) async throws {
        switch self {
        case .memory: try await body(["type=memory"])
        case .sqlite: try await body(["type=sqlite"])
        case .redis:
            let port = try freePort()
            try await scratch.redis(port) { _ in
                try await body(["type=redis", "addr=127.0.0.1", "port=\(port)"])
            }
        case .redisWithTLS:
            let (certificate, key) = try await scratch.makeCertificate()
            let port = try freePort()
            // The later port is the one that counts; what is not encrypted is not served.
            let options = [
                "--port", "0", "--tls-port", "\(port)", "--tls-auth-clients", "no", "--requirepass", "s3cret",
            ]
            let files = ["--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", certificate]
            try await scratch.redis(port, options + files) { _ in
                let place = ["type=redis", "port=\(port)", "password=s3cret"]
                try await body(place + ["ssl=true", "cacert=\(certificate)"])
            }
        case .cluster:
            try await scratch.redisCluster { port in
                try await body(["type=redis", "addr=127.0.0.1", "port=\(port)", "cluster=true"])
            }
        case .gun:
            let port = try freePort()
            try await scratch.gun(port) { try await body(["type=gun", "url=ws://127.0.0.1:\(port)/gun"]) }
        case .gunWithTLS:
            let (certificate, key) = try await scratch.makeCertificate()
            let port = try freePort()
            try await scratch.gun(port, certificate, key) {
                try await body(["type=gun", "url=wss://localhost:\(port)/gun", "cacert=\(certificate)"])
            }
        }
    }
}

extension Scratch {
    /// Makes a certificate for localhost.
    fileprivate func makeCertificate() async throws -> (certificate: String, key: String) {
        try await done("cert", "generate", "store", "--out", folder)
        return (path("cert.pem"), path("key.pem"))
    }

    /// Defines a backend.
    func define(_ backend: String, _ settings: [String]) async throws {
        let outcome = try await run(Tool.path, ["backend", "create", backend] + settings)
        try #require(outcome.code == 0, "\(settings): \(outcome.errors)")
    }
}
