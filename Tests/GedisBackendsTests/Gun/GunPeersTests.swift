import GedisGUN
import GedisKit
import TestSupport
import Testing

@testable import GedisBackends

/// Relays that are peers of each other.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct GunPeersTests {
    private func withBackend(
        _ url: String, _ body: (any ConnectedBackend) async throws -> Void
    ) async throws {
        let backend = try BackendType.gun.makeBackend(name: "peer", settings: ["url": url])
        try await backend.connect()
        try await body(backend)
        await backend.close()
    }

    @Test func whatIsPutAtOneIsReadAtTheOther() async throws {
        let (far, near) = (MemoryBackend(holdsGraph: true), MemoryBackend(holdsGraph: true))
        try await withRelay(over: far) { farURL, _ in
            try await withRelay(over: near, peers: [farURL]) { nearURL, _ in
                try await withBackend(nearURL) { writer in
                    try await writer.put("system", ["name": "vito"])
                    try await eventually("the other store has it") {
                        try await far.get("system", "name") == .string("vito")
                    }
                    // What only the other has comes when somebody asks, and its changes from then on.
                    try await far.put("far", ["k": 1])
                    var changes = try await writer.changes("far").makeAsyncIterator()
                    try await eventually("its value comes") { try await near.get("far", "k") == .integer(1) }
                    try await far.put("far", ["k": 2])
                    var last: Scalar?
                    while last != .integer(2) { last = try await changes.next()?.value }
                }
            }
        }
    }

    @Test func aRingOfRelaysComesToRest() async throws {
        let stores = (0..<3).map { _ in MemoryBackend(holdsGraph: true) }
        try await withRelay(over: stores[0]) { first, _ in
            try await withRelay(over: stores[1], peers: [first]) { second, _ in
                try await withRelay(over: stores[2], peers: [second, first]) { third, _ in
                    try await withBackend(third) { writer in
                        for value in 0..<20 { try await writer.put("ring", ["k": .integer(value)]) }
                        try await eventually("all have the last") {
                            for store in stores {
                                guard try await store.get("ring", "k") == .integer(19) else { return false }
                            }
                            return true
                        }
                    }
                }
            }
        }
    }
}
