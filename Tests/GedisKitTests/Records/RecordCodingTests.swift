import Testing

@testable import GedisKit

/// Records, without the compiler: decoded from JSON, encoded as replies.
@Suite struct RecordCodingTests {
    private struct Part: Codable, Equatable {
        var name: String
        var sizes: [Int]
        var raw: [UInt8]?
    }

    private struct Whole: Codable, Equatable {
        var id: Int64
        var share: Double
        var on: Bool
        var part: Part?
        var parts: [String: Part]
        var tags: Set<String>
    }

    private static let text =
        #"{"id":-9007199254740993,"share":1.5e-3,"on":true,"part":{"name":"é\n\ud83d\ude00","sizes":[1,2],"raw":"AP8="},"#
        + #""parts":{"x y":{"name":"","sizes":[]}},"tags":["a"],"more":[{"a":[null]}]}"#

    private func decode<T: Decodable>(_ type: T.Type, _ bytes: [UInt8]) throws(RecordError) -> T {
        let value = bytes.withUnsafeBytes { bytes in
            Result { () throws(RecordError) in try RecordDecoder.decode(type, from: bytes) }
        }
        return try value.get()
    }

    private func reply(_ value: some Encodable) throws -> String {
        var writer = ReplyWriter(version: .resp3)
        try ReplyEncoder.write(value, to: &writer)
        return writer.withBytes { String(decoding: $0, as: UTF8.self) }.split(separator: "\r\n").joined(separator: "|")
    }

    @Test func aRecordIsDecodedWhole() throws {
        let whole = try decode(Whole.self, Array(Self.text.utf8))
        #expect(
            whole
                == Whole(
                    id: -9_007_199_254_740_993, share: 0.0015, on: true,
                    part: Part(name: "é\n😀", sizes: [1, 2], raw: [0, 255]),
                    parts: ["x y": Part(name: "", sizes: [])], tags: ["a"]))
    }

    @Test func anyByteInAnyPlaceIsDecodedOrRefused() {
        let text = Array(Self.text.utf8)
        for index in text.indices {
            for byte in stride(from: UInt8.min, to: UInt8.max, by: 3) {
                var bytes = text
                bytes[index] = byte
                do throws(RecordError) {
                    _ = try decode(Whole.self, bytes)
                } catch {
                    #expect(!error.problem.isEmpty)
                }
            }
            #expect(throws: RecordError.self) { try decode(Whole.self, Array(text.prefix(index))) }
        }
    }

    @Test func aListHasAsManyElementsAsItSays() throws {
        for count in [0, 9, 10, 99, 100, 1234] {
            let list = Array(repeating: Part(name: "n", sizes: Array(repeating: 7, count: count % 11)), count: count)
            let text = try reply(list)
            #expect(text.hasPrefix("*\(count)"))
            #expect(text.split(separator: "%2").count == count + 1 || count == 0)
        }
    }

    /// A type whose containers are filled as nobody's would be that the compiler writes.
    private struct Odd: Encodable {
        enum Key: String, CodingKey { case a, b, c }
        var isLate = false

        func encode(to encoder: any Encoder) throws {
            var map = encoder.container(keyedBy: Key.self)
            var list = map.nestedUnkeyedContainer(forKey: .a)
            try list.encode(1)
            var single = map.superEncoder(forKey: .b).singleValueContainer()
            try single.encodeNil()
            if isLate { try list.encode(2) }
            _ = map.nestedContainer(keyedBy: Key.self, forKey: .c)
        }
    }

    @Test func containersAreFilledInTheirOrder() throws {
        #expect(try reply(Odd()) == "%3|$1|a|*1|:1|$1|b|_|$1|c|%0")
        #expect(throws: EncodingError.self) { try reply(Odd(isLate: true)) }
        var writer = ReplyWriter()
        writer.ok()
        #expect(throws: EncodingError.self) { try writer.result(Odd(isLate: true)) }
        #expect(writer.count == 5)
    }

    /// Keeps what it should not: its decoder.
    private final class Keeper: Decodable {
        let decoder: any Decoder
        init(from decoder: any Decoder) throws { self.decoder = decoder }
    }

    @Test func aDecoderThatIsKeptReadsNoMemoryThatIsGone() throws {
        var bytes = Array(#"{"name":"kept for long","sizes":[1]}"#.utf8)
        let keeper = try decode(Keeper.self, bytes)
        for index in bytes.indices { bytes[index] = 0 }
        #expect(try Part(from: keeper.decoder) == Part(name: "kept for long", sizes: [1]))
    }
}
