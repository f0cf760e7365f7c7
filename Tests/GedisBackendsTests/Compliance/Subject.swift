import Foundation
import GedisKit
import TestSupport
import Testing

@testable import GedisBackends

/// A backend that the compliance suite runs over.
struct Subject: Sendable, CustomTestStringConvertible {
    let name: String
    /// What a stored scalar comes back as where the store has fewer types; nil where it is refused.
    var comesBack: @Sendable (Scalar) -> Scalar? = { $0 }
    var holdsEmptyKeys = true
    /// Whether it counts, compares and lets values expire.
    var isAtomic = true
    /// Makes an empty store, calls the body with a backend over it, and takes both away.
    let withBackend: @Sendable (@Sendable (any ConnectedBackend) async throws -> Void) async throws -> Void

    var testDescription: String { name }

    static let all =
        [memory, sqlite, memoryGraph, sqliteGraph, redis, redisCluster, gun, gunWithoutDisk, relay]
        + (liveGun.map { [$0] } ?? [])

    /// Those that count, compare and let values expire.
    static let atomic = all.filter(\.isAtomic)

    static let memory = Subject(name: "memory") { body in
        let backend = try BackendType.memory.makeBackend(name: "main", settings: [:])
        try await backend.connect()
        try await body(backend)
        await backend.close()
    }

    static let sqlite = Subject(name: "sqlite") { body in
        try await withScratchFolder { folder in
            let backend = try BackendType.sqlite.makeBackend(name: "main", settings: ["path": folder + "/data.sqlite"])
            try await backend.connect()
            try await body(backend)
            await backend.close()
        }
    }
}

// MARK: - GUN

extension Subject {
    /// A server as gun runs by default.
    static let gun = gun("gun") { body in
        try await withGun(ScriptedGunServer(.init(isNoisy: true))) { backend, _ in try await body(backend) }
    }

    /// A server that neither acknowledges nor says that something is missing.
    static let gunWithoutDisk = gun("gun without a disk") { body in
        var timing = GunTiming(timeout: .seconds(30))
        timing.acknowledgement = .milliseconds(100)
        try await withGun(ScriptedGunServer(.init(hasDisk: false, hasAXE: false)), timing: timing) { backend, _ in
            // Shows that the server has no disk; a get of what is missing would take its whole time before.
            try await backend.put("first", ["key": 1])
            try await body(backend)
        }
    }

    /// The server that `GEDIS_TEST_GUN_URL` names.
    static let liveGun = ProcessInfo.processInfo.environment["GEDIS_TEST_GUN_URL"].map { url in
        gun("gun at \(url)") { body in
            let backend = try BackendType.gun.makeBackend(name: "main", settings: ["url": url])
            try await backend.connect()
            try await body(PrefixedBackend(base: backend))
            await backend.close()
        }
    }

    static func gun(
        _ name: String,
        _ withBackend: @escaping @Sendable (@Sendable (any ConnectedBackend) async throws -> Void) async throws -> Void
    ) -> Subject {
        Subject(
            name: name,
            comesBack: { scalar in
                switch scalar {
                case .bytes(let bytes): String(validating: bytes, as: UTF8.self).map(Scalar.string)
                case .integer(let integer): Double(exactly: integer).map { _ in scalar }
                case .double(let number) where !number.isFinite: nil
                case .double(let number): Int(exactly: number).map(Scalar.integer) ?? scalar
                default: scalar
                }
            },
            holdsEmptyKeys: false, isAtomic: false, withBackend: withBackend)
    }
}
