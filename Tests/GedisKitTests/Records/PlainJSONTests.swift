import Testing

@testable import GedisKit

/// What is read without `Codable` is what `Codable` reads.
@Suite struct PlainJSONTests {
    private enum Size: String, Codable, PlainValue { case small = "S", large = "L" }

    /// With what glue would write for it.
    private struct Whole: PlainRecord, Equatable {
        var id: Int64
        var small: UInt8
        var share: Double
        var on: Bool
        var size: Size?
        var parts: [String: [Int]]
        var tags: Set<String>
        var a_name_of_more_than_sixteen_bytes: [String?]

        static func gedisRead(_ json: inout PlainJSON) -> Whole? {
            var id: Int64?, small: UInt8?, share: Double?, on: Bool?, size: Size??
            var parts: [String: [Int]]?, tags: Set<String>?, names: [String?]?
            json.beginObject()
            while json.hasMembers() {
                json.member("id", &id)
                json.member("small", &small)
                json.member("share", &share)
                json.member("on", &on)
                json.member("size", &size)
                json.member("parts", &parts)
                json.member("tags", &tags)
                json.member("a_name_of_more_than_sixteen_bytes", &names)
            }
            guard !json.hasFailed, let id, let small, let share, let on, let parts, let tags, let names else {
                return nil
            }
            return Whole(
                id: id, small: small, share: share, on: on, size: size ?? nil, parts: parts, tags: tags,
                a_name_of_more_than_sixteen_bytes: names)
        }
    }

    private static let text =
        #"{"id":-900719925474099,"small":255,"share":12.25, "on" : true,"size":"L","parts":{"x y":[1,-2]},"tags":["a","ö"],"#
        + #""a_name_of_more_than_sixteen_bytes":["a text of more than sixteen bytes",null]}"#

    private func plain<T: PlainValue>(_ type: T.Type, _ text: [UInt8]) -> T? {
        text.withUnsafeBytes { bytes in
            var json = PlainJSON(bytes)
            let value = T.gedisRead(&json)
            return json.isAtEnd() ? value : nil
        }
    }

    private func coded<T: Decodable>(_ type: T.Type, _ text: [UInt8]) -> T? {
        text.withUnsafeBytes { try? RecordDecoder.decode(type, from: $0) }
    }

    @Test func aUsualRecordIsRead() throws {
        let whole = try #require(plain(Whole.self, Array(Self.text.utf8)))
        #expect(whole == coded(Whole.self, Array(Self.text.utf8)))
        #expect(whole.id == -900_719_925_474_099 && whole.size == .large && whole.parts == ["x y": [1, -2]])
        #expect(whole.a_name_of_more_than_sixteen_bytes == ["a text of more than sixteen bytes", nil])
    }

    @Test func membersComeInAnyOrderAndMayBeMissingWhereTheyAreOptional() throws {
        let members = Self.text.dropFirst().dropLast().split(separator: /, ?(?=")(?!"ö)/)
        for order in [members.reversed(), members.filter { !$0.hasPrefix(#""size"#) }] {
            let text = Array("{\(order.joined(separator: " ,\n"))}".utf8)
            let whole = try #require(plain(Whole.self, text))
            #expect(whole == coded(Whole.self, text))
        }
    }

    @Test func anyByteInAnyPlaceIsReadAsCodableReadsIt() {
        let text = Array(Self.text.utf8)
        for index in text.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = text
                changed[index] = byte
                guard let whole = plain(Whole.self, changed) else { continue }
                #expect(whole == coded(Whole.self, changed), "\(String(decoding: changed, as: UTF8.self))")
            }
            #expect(plain(Whole.self, Array(text.prefix(index))) == nil)
        }
    }

    @Test(arguments: [
        "{}", "[]", "null", "", " ", #"{"id":1}"#, #"{"id":1,"id":2}"#, #"{"id":1,}"#, #"{,}"#, "{\"id\"}", "{1:2}",
    ])
    func whatIsNotUsualIsNotRead(_ text: String) {
        #expect(plain(Whole.self, Array(text.utf8)) == nil)
        #expect(plain(Whole.self, Array((Self.text + "," + text).utf8)) == nil)
        #expect(plain(Whole.self, Array(#"{"more":\#(text),\#(Self.text.dropFirst())"#.utf8)) == nil)
    }

    @Test(arguments: [
        "0", "-0", "1", "00", "01", "-1", "+1", "1.", ".1", "1.0", "1e2", "1E+2", "1e-2", "1e", "1e400", "-1e-400",
        "0.1", "-0.0",
        "12.25", "0.30000000000000004", "123456789012345", "1234567890123456", "9007199254740993", "999999999999999999",
        "1000000000000000000", "9223372036854775807", "9223372036854775808", "18446744073709551615",
        "-9223372036854775808",
        "255", "256", "-128", "4.9e-324", "1.7976931348623157e308", "0.000000000000001", "123.456789012345", "nan", "-",
        "5000000000000000000000000000000000000000000",
    ])
    func numbersAreReadAsCodableReadsThem(_ number: String) {
        func check<T: PlainValue & Decodable & Equatable>(_ type: T.Type) {
            for text in ["[\(number)]", "[1,\(number) , \(number)]"] {
                guard let values = plain([T].self, Array(text.utf8)) else { continue }
                #expect(values == coded([T].self, Array(text.utf8)), "\(text) as \(T.self)")
            }
        }
        check(Double.self)
        check(Float.self)
        check(Int.self)
        check(Int8.self)
        check(UInt8.self)
        check(UInt64.self)
        let double = plain([Double].self, Array("[\(number)]".utf8))?.first
        #expect(double?.bitPattern == coded([Double].self, Array("[\(number)]".utf8))?.first?.bitPattern)
    }

    @Test func stringsOfAnyLengthAreRead() {
        for count in 0...40 {
            for end in ["", "é", "\u{1F600}", "\u{7F}"] {
                let string = String(repeating: "x", count: count) + end
                #expect(plain([String].self, Array("[\"\(string)\"]".utf8)) == [string])
                for other in [
                    "\\n", "\\\"", "\\u00e9", "\\ud83d\\ude00", "\\ud83d", "\\u00g0", "\\x", "\\", "\u{1F}", "\n", "\0",
                ] {
                    for rest in ["", "yyyyyyyyyyy"] {
                        let text = Array("[\"\(string)\(other)\(rest)\"]".utf8)
                        #expect(plain([String].self, text) == coded([String].self, text))
                        let half = Array("[\"\(string)\(other)\(rest)".utf8)
                        #expect(plain([String].self, half) == nil)
                    }
                }
                #expect(plain([String].self, Array("[\"\(string)".utf8)) == nil)
            }
            let broken = Array("[\"".utf8) + Array(repeating: 0x78, count: count) + [0xC3] + Array("xxxxxxxxx\"]".utf8)
            #expect(plain([String].self, broken) == nil)
        }
    }

    @Test func deepAndLongTextsAreLeftToCodable() {
        struct Tree: PlainValue {
            var children: [Tree]
            static func gedisRead(_ json: inout PlainJSON) -> Tree? { [Tree].gedisRead(&json).map(Tree.init) }
        }
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(plain(Tree.self, nested(RecordLimits.deepest)) != nil)
        #expect(plain(Tree.self, nested(RecordLimits.deepest + 1)) == nil)
        #expect(plain(Tree.self, nested(100_000)) == nil)
        let long = Array(("[" + String(repeating: "1,", count: RecordLimits.mostValues) + "1]").utf8)
        #expect(plain([Int].self, long) == nil)
    }
}
