import Foundation
import GedisGUN
import GedisKit
import Testing

@testable import GedisBackends

@Suite struct FrameTests {
    @Test func framesAreJSONForUsExactlyWhenTheyAreForFoundation() throws {
        let frames = try GunVectors().frames
        #expect(frames.count > 1000)
        for frame in frames {
            let isJSON =
                (try? JSONSerialization.jsonObject(with: Data(frame.raw.utf8), options: .fragmentsAllowed)) != nil
            let ours = try? JSON.read(Array(frame.raw.utf8))
            #expect((ours != nil) == isJSON, "\(frame.name): \(frame.raw.prefix(200))")
        }
    }

    @Test func theServersOwnHashesProveThatWeWriteJSONAsJavaScriptDoes() throws {
        var count = 0
        for frame in try GunVectors().frames {
            guard let json = try? JSON.read(Array(frame.raw.utf8)) else { continue }
            let messages = if case .array(let items) = json { items } else { [json] }
            for message in messages {
                guard let put = message["put"], let hash = message["##"]?.number else { continue }
                // 0.9 does not hash the put of a get's answer.
                if frame.name.hasPrefix("old/") { continue }
                #expect(Double(hashOf(put)) == hash, "\(frame.name): \(put.text.prefix(200))")
                count += 1
            }
        }
        #expect(count > 150)
    }

    @Test func messagesOfEveryFrameAreReadOrLeftOut() throws {
        for frame in try GunVectors().frames {
            let messages = GunMessage.read(frame: Array(frame.raw.utf8))
            let json = try? JSON.read(Array(frame.raw.utf8))
            switch json {
            case .object: #expect(messages.count == 1)
            case .array(let items): #expect(messages.count <= items.count)
            default: #expect(messages.isEmpty)
            }
            for node in messages.flatMap({ $0.nodes ?? [] }) {
                #expect(node.entries.values.allSatisfy { $0.state.isFinite })
            }
        }
    }

    @Test(arguments: [
        "", "null", "123", "\"text\"", "[]", "{", ##"[{"#":"x2""##, "[null]", "[5,true]", "plain text", ##"{"#":1}}"##,
        ##"{"put":{"a":{"_":{"#":"a",">":{"x":-Infinity}},"x":1}}}"##, String(repeating: "[", count: 100_000),
    ])
    func whatIsNoMessageIsLeftOut(_ text: String) {
        #expect(GunMessage.read(frame: Array(text.utf8)).isEmpty)
    }

    @Test func bytesThatAreNotUTF8AreNoFrame() {
        #expect(GunMessage.read(frame: Array(##"{"#":""##.utf8) + [0xFF] + Array("\"}".utf8)).isEmpty)
    }

    @Test func aListHoldsObjectsAndTextsOfObjects() throws {
        let messages = GunMessage.read(
            frame: Array(##"["{\"#\":\"a\",\"@\":\"b\",\"ok\":1}",null,{"#":"c","err":"no","%":1}]"##.utf8))
        #expect(messages.map(\.id) == ["a", "c"])
        #expect(messages.map(\.answered) == ["b", nil])
        #expect(messages.map(\.isAccepted) == [true, false])
        #expect(messages.map(\.error) == [nil, "no"])
        guard case .pages = messages[1].more else { Issue.record("no more pages"); return }
    }

    @Test func anInvalidKeyIsLeftOutAndTheOthersAreKept() throws {
        let text = ##"""
            {"put":{"s":{"_":{"#":"s",">":{"a":1,"b":2,"c":3,"d":4,"e":"5","f":6}},
            "a":1,"b":[1],"c":{"#":"x","y":1},"d":{"#":"other"},"e":1,"f":1e999,"g":1},
            "t":{"_":{"#":"u",">":{"a":1}},"a":1},"v":5}}
            """##
        let nodes = try #require(GunMessage.read(frame: Array(text.utf8)).first?.nodes)
        #expect(nodes.map(\.soul) == ["s"])
        #expect(nodes[0].entries.keys.map(\.text).sorted() == ["a", "d"])
        #expect(nodes[0].entries[ExactText("d")]?.value.scalar == .string("other"))
    }

    /// GUN's hash of a graph: 31 h + c over the UTF-16 units of its JSON with sorted names, in 32 bits.
    private func hashOf(_ json: JSON) -> Int32 {
        sorted(json).text.utf16.reduce(0) { 31 &* $0 &+ Int32($1) }
    }

    private func sorted(_ json: JSON) -> JSON {
        guard let members = json.members else { return json }
        return .object(
            members.map { JSON.Member($0.name.text, sorted($0.value)) }
                .sorted { $0.name.text.utf16.lexicographicallyPrecedes($1.name.text.utf16) })
    }
}
