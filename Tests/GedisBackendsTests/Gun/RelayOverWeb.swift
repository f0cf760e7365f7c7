import GedisCore
import GedisGUN
import GedisKit
import GedisServer
import GedisSettings
import GedisWeb
import Logging
import TestSupport

@testable import GedisBackends

/// Starts a server whose web port is a relay of GUN over a store, calls the body with the relay's URL, and ends it.
func withRelay(
    over graph: any GraphStore, users: [ServerConfiguration.User] = [], peers: [String] = [],
    _ body: @Sendable (_ url: String, _ server: Server) async throws -> Void
) async throws {
    var web = WebSettings()
    web.port = 0
    web.gun = true
    let carrier = WebCarrier(
        web, host: "127.0.0.1", graph: graph,
        dialers: try peers.map { try GunDialer($0, of: "main") })
    var configuration = ServerConfiguration(name: "main", endpoints: [.tcp(host: "127.0.0.1", port: 0)])
    configuration.users = users
    let logger = Logger(label: "main") { _ in SwiftLogNoOpLogHandler() }
    let server = Server(configuration, namespaces: [], carriers: [carrier], logger: logger)
    _ = try await server.start()
    let running = Task { await server.run() }
    do {
        let address = carrier.address ?? ""
        try await body("ws" + address.dropFirst("http".count) + "gun", server)
    } catch {
        server.stop()
        await running.value
        throw error
    }
    server.stop()
    await running.value
}

extension Subject {
    /// gedis' own relay over a store in memory.
    static let relay = gun("gedis as a relay") { body in
        try await withRelay(over: MemoryBackend(holdsGraph: true)) { url, _ in
            let backend = try BackendType.gun.makeBackend(name: "main", settings: ["url": url])
            try await backend.connect()
            try await body(backend)
            await backend.close()
        }
    }

    /// Stores that are a graph too do all that others do.
    static let memoryGraph = Subject(name: "memory with a graph") { body in
        let backend = MemoryBackend(holdsGraph: true)
        try await body(backend)
        await backend.close()
    }

    static let sqliteGraph = Subject(name: "sqlite with a graph") { body in
        try await withScratchFolder { folder in
            let backend = SQLiteBackend(
                name: "main", path: folder + "/data.sqlite", timeout: .seconds(30), holdsGraph: true)
            try await backend.connect()
            try await body(backend)
            await backend.close()
        }
    }
}
