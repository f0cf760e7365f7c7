import GedisKit
import Testing

@testable import GedisGUN

/// Replays what was captured of gun.js' own relay.
@Suite struct CapturedFramesTests {
    private let frames: [RelayFrames.Frame]

    init() throws { frames = try RelayFrames().frames }

    @Test func everyFrameOfAPeerIsRead() throws {
        let own = frames.filter(\.isOfPeer)
        #expect(own.count > 20)
        for frame in own {
            let messages = PeerMessage.read(frame: Array(frame.text.utf8))
            #expect(!messages.isEmpty, "\(frame.text)")
            for message in messages {
                if case .invalid(let reason) = message.content { Issue.record("\(reason): \(frame.text)") }
            }
        }
    }

    /// Each range is answered with the keys with which gun answered it, and with its hash of them.
    @Test func rangesAreAnsweredAsGunAnswersThem() throws {
        var peers = RelayPeers()
        peers.connect(1)
        for month in ["01-01", "01-02", "02-01", "02-02", "03-01"] {
            peers.putByCommand("time", "2020-\(month)", .text("v2020-\(month)"), state: 1_795_978_147_608)
        }
        let section = frames.filter { $0.section.contains("lex2") && $0.peer == "B" }
        var compared = 0
        for frame in section where frame.isOfPeer {
            let id = try #require(frame.json?["#"]?.string)
            let expected = try #require(section.first { !$0.isOfPeer && $0.json?["@"]?.string == id }?.json)
            let answer = try #require(peers.exchange(frame.text, from: 1).first)
            #expect(answer.answered == id)
            #expect(answer.put?.text == expected["put"]?.text, "\(frame.text)")
            #expect(answer.json["##"]?.number == expected["##"]?.number, "\(frame.text)")
            compared += 1
        }
        #expect(compared == 10)
    }

    @Test func hashesAreThoseOfGun() throws {
        var compared = 0
        for frame in frames where !frame.isOfPeer {
            guard let json = frame.json, let put = json["put"], let hash = json["##"]?.number else { continue }
            let nodes = try GunNode.graph(put)
            #expect(Double(GunText.hash(GunText.graph(nodes))) == hash, "\(frame.text)")
            compared += 1
        }
        #expect(compared > 10)
    }

    @Test func signedValuesAreAcceptedAndForgedOnesNot() throws {
        var signed = 0
        for frame in frames {
            guard let put = frame.json?["put"], let nodes = try? GunNode.graph(put) else { continue }
            for node in nodes where node.soul.hasPrefix("~") {
                #expect(SoulGuard.refusal(of: node) == nil, "\(frame.text)")
                for (key, entry) in node.entries {
                    signed += 1
                    var later = node
                    later.set(key, GunEntry(value: entry.value, state: entry.state + 1))
                    let moved = GunNode(soul: node.soul, entries: [ExactText("other"): entry])
                    for forged in [moved, later] where SignedValue(entry.value) != nil {
                        #expect(SoulGuard.refusal(of: forged) == "Unverified data.", "\(frame.text)")
                    }
                    var plain = node
                    plain.set(key, GunEntry(value: .text("forged"), state: entry.state))
                    #expect(SoulGuard.refusal(of: plain) != nil, "\(frame.text)")
                }
            }
        }
        #expect(signed >= 5)
    }

    @Test func contentLiesUnderItsOwnDigest() {
        func refusal(_ key: String, _ value: GunValue) -> String? {
            SoulGuard.refusal(
                of: GunNode(soul: "#", entries: [ExactText(key): GunEntry(value: value, state: 1)]))
        }
        // SHA-256 of nothing is known by heart.
        let empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        #expect(refusal(empty, .text("")) == nil)
        #expect(refusal("title#" + empty, .text("")) == nil)
        #expect(refusal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", .text("")) == nil)
        #expect(refusal(empty, .text("else")) == "Data hash not same as hash!")
        let aliases = GunNode(soul: "~@", entries: ["a": GunEntry(value: .link("~@a"), state: 1)])
        #expect(SoulGuard.refusal(of: aliases) == nil)
        #expect(
            SoulGuard.refusal(of: GunNode(soul: "~@a", entries: ["~k": GunEntry(value: .text("~k"), state: 1)]))
                == "Alias not same!")
    }
}
