import Foundation
import GedisClient
import GedisKit
import Testing

@Suite struct TypedCallTests {
    private enum Size: String, Codable { case large = "extra-large" }

    private struct Item: Codable, Equatable {
        var sku: String
        var count: UInt8
        var size: Size?
        var seal: [UInt8]?
        var data: Data?
        var due: Date?
        var price: Decimal?
        var extra: Value?
        @Indirect var part: Part?
    }

    private struct Part: Codable, Hashable, Sendable {
        var name: String
        @Indirect var part: Part?
    }

    private static let due = Date(timeIntervalSince1970: 1_769_860_800.5)
    private static let item = Item(
        sku: "Ä\"", count: 2, size: .large, seal: [255, 1], data: Data([0, 255]), due: due,
        price: Decimal(string: "2.50"), extra: ["a": [1, nil, true, 0.5]], part: Part(name: "p", part: Part(name: "q")))

    private func word(_ value: some Encodable) throws -> String {
        var call = TypedCall("a.b")
        try call.add("value", value)
        return String(decoding: try #require(call.words.last), as: UTF8.self)
    }

    @Test func whatIsPlainIsSentAsItIs() throws {
        #expect(try word("text") == "text")
        #expect(try word(-3) == "-3")
        #expect(try word(UInt64.max) == "18446744073709551615")
        #expect(try word(true) == "true")
        #expect(try word(2.5) == "2.5")
        #expect(try word(Size.large) == "extra-large")
        #expect(try word(Array("bytes".utf8)) == "bytes")
        #expect(try word(Data("bytes".utf8)) == "bytes")
        #expect(try word(Self.due) == "2026-01-31T12:00:00.500Z")
        #expect(try word(Decimal(string: "2.5")!) == "2.5")
        #expect(try word(URL(string: "https://example.org/a")!) == "https://example.org/a")
        #expect(try word(Value.string("text")) == "text")
        #expect(try word(Value.integer(1)) == "1")
    }

    @Test func allElseIsSentAsJSON() throws {
        #expect(try word([String]()) == "[]")
        #expect(try word([1, 2]) == "[1,2]")
        #expect(try word(["a": Self.due]) == #"{"a":"2026-01-31T12:00:00.500Z"}"#)
        #expect(try word(Optional("text")) == #""text""#)
        #expect(try word(Int?.none) == "null")
        #expect(try word(Value.map([.init("a", .array([.null, "b"]))])) == #"{"a":[null,"b"]}"#)
        #expect(
            try word(Self.item)
                == #"{"sku":"Ä\"","count":2,"size":"extra-large","seal":"/wE=","data":"AP8=","due":"2026-01-31T12:00:00.500Z","#
                + #""price":"2.5","extra":{"a":[1,null,true,0.5]},"part":{"name":"p","part":{"name":"q"}}}"#)
        #expect(try word(Item(sku: "a", count: 1)) == #"{"sku":"a","count":1}"#)
        #expect(throws: EncodingError.self) { try word([Double.nan]) }
    }

    @Test func argumentsAreToldApartByTheirPlaces() throws {
        var call = TypedCall("orders.count")
        try call.add("counts", ["a": 1])
        try call.addOptional("since", Date?.none)
        try call.addOptional("least", 1, default: 1)
        try call.addAll("more", [Size]())
        #expect(call.words.map { String(decoding: $0, as: UTF8.self) } == ["orders.count", #"{"a":1}"#])
        let error = #expect(throws: ArgumentLeftOut.self) { try call.addAll("more", [Size.large]) }
        #expect(error?.description == "orders.count: 'more' can only be given with 'since'")
        #expect(throws: ArgumentLeftOut.self) { try call.addOptional("least", 2, default: 1) }
    }

    @Test func aReplyOfEitherProtocolIsRead() throws {
        let call = TypedCall("orders.place")
        let entries: [(Value, Value)] = [
            ("sku", "Ä\""), ("count", 2), ("size", "extra-large"), ("seal", .bulk([255, 1])),
            ("data", .bulk([0, 255])), ("due", "2026-01-31T12:00:00.500Z"), ("price", "2.50"), ("unknown", 1),
            ("extra", .array([.integer(1), .null])), ("part", .map([.init("name", "p"), .init("part", .null)])),
        ]
        var expected = Self.item
        expected.extra = .array([1, .null])
        expected.part = Part(name: "p")
        #expect(try call.read(.map(entries.map { Value.Entry($0, $1) }), as: Item.self) == expected)
        #expect(try call.read(.array(entries.flatMap { [$0, $1] }), as: Item?.self) == expected)
        #expect(try call.read(.null, as: Item?.self) == nil)
        #expect(try call.read(.set([1, 2]), as: Set<Int>.self) == [1, 2])
        #expect(try call.read(.integer(1), as: Bool.self))
        #expect(try call.read("2.5", as: Double.self) == 2.5)
        #expect(try call.read(.bigNumber("18446744073709551615"), as: UInt64.self) == .max)
        #expect(try call.read(.array(["a", 1]), as: [String: Int].self) == ["a": 1])
        #expect(try call.read(.attributed(.simple("OK"), []), as: String.self) == "OK")
        #expect(try call.read(.array(["a", 1]), as: Value.self) == .array(["a", 1]))
    }

    @Test func aReplyThatDoesNotFitSaysWhere() throws {
        let call = TypedCall("orders.place")
        let item: Value = ["sku": "a", "count": 300]
        func problem<T: Decodable>(_ reply: Value, _ type: T.Type) -> String {
            do {
                _ = try call.read(reply, as: type)
                return ""
            } catch { return "\(error)" }
        }
        #expect(
            problem(["items": [item]], [String: [Item]].self)
                == "the reply of orders.place does not fit at items[0].count: UInt8 expected, got 300")
        #expect(problem(["count": 1], Item.self) == "the reply of orders.place does not fit at sku: it is missing")
        #expect(problem(.null, String.self) == "the reply of orders.place does not fit: text expected, got null")
        #expect(problem("medium", Size.self).contains("does not fit: "))
    }

    @Test func anErrorReplyIsThrownAndCaughtByItsCode() {
        let call = TypedCall("shop.take")
        func caught(_ code: String) -> String {
            do {
                _ = try call.read(.error(CommandError("only 3 are left", code: code)), as: Int.self)
                return "nothing"
            } catch ErrorCode.notPermitted { return "not permitted" } catch ErrorCode("STOCK") {
                return "stock"
            } catch { return "\(error)" }
        }
        #expect(caught("NOPERM") == "not permitted")
        #expect(caught("STOCK") == "stock")
        #expect(caught("OTHER") == "OTHER only 3 are left")
    }

    @Test func aValueIsCodedByJSONAsWell() throws {
        let value: Value = ["a": [1, 0.5, "text", true, nil]]
        let data = try JSONEncoder().encode(value)
        #expect(try JSONDecoder().decode(Value.self, from: data) == value)
    }
}
