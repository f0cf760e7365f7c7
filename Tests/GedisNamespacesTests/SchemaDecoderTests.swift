import Foundation
import GedisFoundation
import GedisKit
import Testing

@testable import GedisNamespaces

/// Arguments that are read as schemas say, beside those that compiled code reads.
@Suite struct SchemaDecoderTests {
    private enum Mode: String, Decodable, CaseIterable { case add, mul }
    private enum Level: Int, Decodable, CaseIterable { case low = 1, high = 5 }
    private struct Item: Decodable {
        var name: String
        var count: Int
        var mode: Mode?
        var levels: [Level]
        var more: [String: Double]?
        var id: UUID?
        var day: Date?
        var price: Decimal?
        var photo: [UInt8]?
        var inner: [Item]?
    }

    private static let decoder = SchemaDecoder(types: [
        TypeDescription(name: "Mode", shape: .choice([.text("add"), .text("mul")])),
        TypeDescription(name: "Level", shape: .choice([.integer(1), .integer(5)])),
        TypeDescription(
            name: "Item",
            shape: .record([
                .init("name", .string()), .init("count", .integer()), .init("mode", .optional(.reference("Mode"))),
                .init("levels", .list(.reference("Level"))), .init("more", .optional(.map(.number))),
                .init("id", .optional(.string(format: "uuid"))), .init("day", .optional(.string(format: "date-time"))),
                .init("price", .optional(.string(format: "decimal"))), .init("photo", .optional(.bytes)),
                .init("inner", .optional(.list(.reference("Item")))),
            ])),
    ])

    init() { FoundationTypes.register() }

    private static let scalars = [
        "", "1", "-7", "+3", "1.5", "9223372036854775808", "x", "true", "Off", "nan", "inf", "add", "sub", "5", "2",
        "2026-01-31T12:00:00Z", "2026-13-31T12:00:00Z", "123e4567-e89b-12d3-a456-426614174000", "1e3", "1.", "\u{7F}é",
        String(repeating: "long", count: 40), "{", "[1]", "{}", "null",
    ]

    @Test(arguments: scalars) func whatIsWrongIsSaidAsCompiledCodeSaysIt(_ text: String) {
        expectSame(text, .integer(), Int.self)
        expectSame(text, .integer(minimum: 0, maximum: 255), UInt8.self)
        expectSame(text, .number, Double.self)
        expectSame(text, .boolean, Bool.self)
        expectSame(text, .string(), String.self)
        compare(text, .reference("Mode")) { try $0.decode(Mode.self, at: 0, "value") }
        compare(text, .reference("Level")) { try $0.decode(Level.self, at: 0, "value") }
        compare(text, .string(format: "uuid")) { try $0.decode(UUID.self, at: 0, "value") }
        compare(text, .string(format: "date-time")) { try $0.decode(Date.self, at: 0, "value") }
        compare(text, .string(format: "decimal")) { try $0.decode(Decimal.self, at: 0, "value") }
        compare(text, .reference("Item")) { try $0.decode(Item.self, at: 0, "value") }
        compare(text, .map(.integer())) { try $0.decode([String: Int].self, at: 0, "value") }
    }

    @Test(arguments: [
        #"{"name":"a","count":1,"levels":[]}"#, #"{"name":"a","count":"1","levels":[]}"#, #"{"count":1,"levels":[]}"#,
        #"{"name":null,"count":1,"levels":[]}"#, #"{"name":"a","count":1.5,"levels":[]}"#,
        #"{"name":"a","count":1,"levels":[1,5,2]}"#, #"{"name":"a","count":1,"levels":{}}"#,
        #"{"name":"a","count":1,"levels":[],"mode":"sub"}"#, #"{"name":"a","count":1,"levels":[],"mode":3}"#,
        #"{"name":"a","count":1,"levels":[],"mode":null,"more":{"x":1,"y":"z"}}"#,
        #"{"name":"a","count":1,"levels":[],"id":"x"}"#, #"{"name":"a","count":1,"levels":[],"day":7}"#,
        #"{"name":"a","count":1,"levels":[],"price":1.25}"#, #"{"name":"a","count":1,"levels":[],"price":true}"#,
        #"{"name":"a","count":1,"levels":[],"photo":"!"}"#, #"{"name":"a","count":1,"levels":[],"photo":"AQI="}"#,
        #"{"name":"a","count":1,"levels":[],"inner":[{"name":"b","count":1,"levels":[1,"x"]}]}"#,
        #"{"name":"\ud800","count":1,"levels":[]}"#, #"[]"#, #"3"#,
        #"{"name":"a","count":12345678901234567890,"levels":[]}"#,
    ])
    func whatIsWrongInARecordIsSaidAsCompiledCodeSaysIt(_ text: String) {
        compare(text, .reference("Item")) { try $0.decode(Item.self, at: 0, "value") }
    }

    @Test func aDayIsOneOfTheCalendar() {
        #expect(outcome("2026-02-28", .string(format: "date")) == .success(.simple("2026-02-28")))
        for text in ["2026-02-29", "2026-2-8", "0000-01-01", "2026-02-28T00:00:00Z", ""] {
            #expect(
                outcome(text, .string(format: "date"))
                    == .failure(
                        ArgumentError(
                            position: 1, parameter: "value",
                            problem: "must be a date such as 2026-01-31, got \(text.debugDescription)")))
        }
    }

    @Test func valuesAreWhatTheySay() {
        #expect(
            outcome(#"{"name":"a","count":2,"levels":[5],"photo":"AQI=","x":1,"mode":null}"#, .reference("Item"))
                == .success(
                    .map([
                        .init(.simple("name"), .simple("a")), .init(.simple("count"), .integer(2)),
                        .init(.simple("mode"), .null), .init(.simple("levels"), .array([.integer(5)])),
                        .init(.simple("photo"), .bulk([1, 2])),
                    ])))
        #expect(
            outcome("2026-01-31T13:00:00.5+01:00", .string(format: "date-time")).map(\.text)
                == outcome("2026-01-31T12:00:00.500Z", .string(format: "date-time")).map(\.text))
        #expect(
            outcome(#"[1,2.5,true,null,"x",{"a":[]}]"#, .list(.any))
                == .success(
                    .array([
                        .integer(1), .double(2.5), .boolean(true), .null, .simple("x"),
                        .map([.init(.simple("a"), .array([]))]),
                    ])))
    }

    private func expectSame<T: Argument>(_ text: String, _ schema: Schema, _ type: T.Type) {
        compare(text, schema) { try $0.decode(type, at: 0, "value") }
    }

    /// Reads an argument both ways.
    private func compare<T>(
        _ text: String, _ schema: Schema, _ decode: (borrowing Arguments) throws -> T
    ) {
        var expected: ArgumentError?
        Self.withArgument(text) { arguments in
            do {
                _ = try decode(arguments)
            } catch {
                expected = error as? ArgumentError
            }
        }
        switch outcome(text, schema) {
        case .success: #expect(expected == nil, "\(text) as \(schema)")
        case .failure(let error): #expect(error == expected, "\(text) as \(schema)")
        }
    }

    private func outcome(_ text: String, _ schema: Schema) -> Result<Value, ArgumentError> {
        var outcome = Result<Value, ArgumentError>.success(.null)
        Self.withArgument(text) { arguments in
            do throws(ArgumentError) {
                outcome = .success(try Self.decoder.decode(schema, arguments, at: 0, "value"))
            } catch {
                outcome = .failure(error)
            }
        }
        return outcome
    }

    private static func withArgument(_ text: String, _ body: (borrowing Arguments) -> Void) {
        let bytes = Array("c\(text)".utf8)
        let parts = [Arguments.Part(offset: 0, count: 1), Arguments.Part(offset: 1, count: bytes.count - 1)]
        bytes.withUnsafeBytes { bytes in
            parts.withUnsafeBufferPointer { parts in
                body(Arguments(memory: bytes.baseAddress.unsafelyUnwrapped, parts: parts))
            }
        }
    }
}
