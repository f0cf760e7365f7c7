import GedisGUN
import GedisKit
import TestSupport
import Testing

@testable import GedisBackends

/// Gets that were captured with all their answers, played back to the client in the captured order.
@Suite(.takesTurns) struct GunReplayTests {
    @Test func everyCapturedGetIsAnsweredAsTheServerMeantIt() async throws {
        let exchanges = try Exchange.captured()
        #expect(exchanges.count > 100)
        try await withThrowingTaskGroup { group in
            for exchange in exchanges { group.addTask { try await exchange.replay() } }
            try await group.waitForAll()
        }
    }
}

/// A get and the frames that answered it.
private struct Exchange: Sendable {
    let name: String
    let soul: String
    let key: String?
    let id: String
    var answers: [String] = []

    /// The gets that a client of ours would send and that were answered.
    static func captured() throws -> [Exchange] {
        var exchanges: [Exchange] = []
        for frame in try GunVectors().frames {
            // The states of the capture, moved back so that they lie in the past of any clock.
            let raw = frame.raw.replacing("1795", with: "1595")
            guard let json = try? JSON.read(Array(raw.utf8)) else { continue }
            if let soul = json["get"]?["#"]?.string, let id = json["#"]?.string, json["><"] == nil {
                let key = json["get"]?["."]
                guard !soul.isEmpty, !soul.contains("#"), !soul.contains("~"),
                    key == nil || key?.string?.isEmpty == false
                else { continue }
                exchanges.append(Exchange(name: frame.name, soul: soul, key: key?.string, id: id))
            } else if let index = exchanges.lastIndex(where: { $0.isAnswered(by: raw) }) {
                exchanges[index].answers.append(raw)
            }
        }
        return exchanges.filter { !$0.answers.isEmpty }
    }

    private func isAnswered(by raw: String) -> Bool {
        GunMessage.read(frame: Array(raw.utf8)).contains { $0.answered == id }
    }

    /// Gets through a backend what the capture's client got, and compares it with what the answers hold.
    func replay() async throws {
        let server = ScriptedGunServer { [self] connection, message in
            guard message["get"] != nil, let own = message["#"]?.string else { return false }
            for answer in answers { connection.send(answer.replacing(id, with: own)) }
            return true
        }
        try await withGun(server) { backend, _ in
            let expected = expected
            if let key {
                let value = try await backend.get(soul, key)
                #expect(value == expected[key], "\(name)")
            } else {
                let node = try await backend.get(soul)
                #expect(node == expected, "\(name)")
            }
        }
    }

    /// The values of the highest states.
    private var expected: [String: Scalar] {
        var newest: [String: GunEntry] = [:]
        for node in answers.flatMap({ GunMessage.read(frame: Array($0.utf8)) }).flatMap({ $0.nodes ?? [] })
        where node.soul == soul {
            for (key, entry) in node.entries where entry.state > newest[key.text]?.state ?? -.infinity {
                newest[key.text] = entry
            }
        }
        return newest.compactMapValues(\.value.scalar)
    }
}
