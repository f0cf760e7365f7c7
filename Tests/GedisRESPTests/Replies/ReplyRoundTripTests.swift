import GedisKit
import GedisRESP
import TestSupport
import Testing

@Suite struct ReplyRoundTripTests {
    /// Values of every type that RESP3 carries unchanged, drawn from a fixed sequence.
    struct Source {
        var random = SplitMix(seed: 7)

        mutating func value(depth: Int = 0) -> Value {
            switch Int.random(in: 0..<(depth < 4 ? 13 : 9), using: &random) {
            case 0: .null
            case 1: .simple(text())
            case 2: .error(CommandError(text(), code: "ERR"))
            case 3: .integer(Int.random(in: .min ... .max, using: &random))
            case 4: .double(Double.random(in: -1e9...1e9, using: &random))
            case 5: .boolean(Bool.random(using: &random))
            case 6:
                .bulk(
                    (0..<Int.random(in: 0..<40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) })
            case 7: .bigNumber("-\(UInt64.random(in: 0 ... .max, using: &random))12345678901234567890")
            case 8: .verbatim(text(), format: "txt")
            case 9: .set(values(depth))
            case 10: .map(values(depth).map { Value.Entry($0, $0) })
            default: .array(values(depth))
            }
        }

        private mutating func values(_ depth: Int) -> [Value] {
            (0..<Int.random(in: 0..<12, using: &random)).map { _ in value(depth: depth + 1) }
        }

        private mutating func text() -> String {
            String(
                (0..<Int.random(in: 0..<12, using: &random)).map { _ in "aé✓ $*:".randomElement(using: &random) ?? "a" }
            )
        }
    }

    func bytes(_ values: [Value], _ version: ReplyWriter.Version = .resp3) -> [UInt8] {
        var writer = ReplyWriter(version: version)
        for value in values { value.write(to: &writer) }
        return writer.withBytes { Array($0) }
    }

    @Test func resp3CarriesEveryValueUnchangedInPiecesOfAnySize() throws {
        var source = Source()
        let values = (0..<300).map { _ in source.value() }
        let stream = bytes(values)
        for size in [1, 2, 3, 61, 4096, stream.count] {
            let chunks = stride(from: 0, to: stream.count, by: size).map { stream[$0..<min($0 + size, stream.count)] }
            #expect(try ReplyParser.replies(in: chunks) == values)
        }
    }

    @Test func resp2CarriesWhatRedisMakesOfTheTypesThatItLacks() throws {
        let values: [Value] = [["a": [1.5, true]], .set([nil]), .bigNumber("12"), .verbatim("t", format: "txt")]
        #expect(
            try ReplyParser.replies(in: [bytes(values, .resp2)[...]]) == [["a", ["1.5", 1]], [nil], "12", "t"])
    }

    @Test func infinitiesComeBack() throws {
        let values: [Value] = [.double(.infinity), .double(-.infinity)]
        #expect(try ReplyParser.replies(in: [bytes(values)[...]]) == values)
    }
}
