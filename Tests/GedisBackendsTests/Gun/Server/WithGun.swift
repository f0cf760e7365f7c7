import GedisClient

@testable import GedisBackends

/// Starts a server, calls the body with a backend that is connected to it, and ends both.
func withGun(
    _ server: ScriptedGunServer, timing: GunTiming = GunTiming(timeout: .seconds(30)),
    client: Client.Configuration = .init(),
    _ body: (GunBackend, ScriptedGunServer) async throws -> Void
) async throws {
    let url = try await server.start()
    var timing = timing
    timing.connection = .seconds(30)
    let backend = GunBackend(
        name: "main", address: try GunAddress(url, backend: "main"), client: client, timing: timing)
    try await backend.connect()
    try await body(backend, server)
    await backend.close()
    try await server.stop()
}
