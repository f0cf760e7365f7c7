import GedisKit
import GedisNamespaces
import TestSupport
import Testing

/// Records as arguments and results, through the compiler and back.
@Suite(.takesTurns) struct RecordTests {
    private static let source = """
        import Foundation
        import GedisKit

        /// A shop.
        struct Shop {
            enum Size: String, Codable { case small = "S", large = "L" }
            enum Level: Int, Codable { case low, high = 5, top }
            /// One line of an order.
            struct Item: Codable {
                /// its number
                var sku: String
                var count: Int
                var size: Size?
                var total: Int { count * 2 }
            }
            struct Order: Codable {
                var items: [Item]
                var tags: Set<String> = []
                var extra: [String: Double]?
                @available(*, deprecated, message: "use tags")
                var note: String?
            }
            struct Renamed: Codable {
                var first: Int, second: Bool
                enum CodingKeys: String, CodingKey { case first = "1st", second }
            }
            struct Tree: Codable { var name: String, children: [Tree] }
            struct Bill: Codable { var price: Decimal, day: Date, id: UUID, page: URL, photo: Data, raw: [UInt8] }
            struct Picky: Decodable {
                init(from decoder: any Decoder) throws { throw CommandError("not today") }
            }
            struct Own: Encodable {
                func encode(to encoder: any Encoder) throws {
                    var map = encoder.container(keyedBy: Key.self)
                    var list = map.nestedUnkeyedContainer(forKey: .list)
                    try list.encode(1)
                    var inner = list.nestedContainer(keyedBy: Key.self)
                    try inner.encode("x", forKey: .text)
                    try map.encodeNil(forKey: .nothing)
                }
                enum Key: String, CodingKey { case list, text, nothing }
            }

            func order(_ order: Order) -> Order { order }
            func item(_ item: Item, _ level: Level = .high) -> Item { item }
            func sized(_ size: Size = Size.large) -> Size { size }
            func all(_ items: Item...) -> Int { items.reduce(0) { $0 + $1.count } }
            func map(_ map: [String: [Int]], _ set: Set<Int> = []) -> [String: [Int]] { map }
            func maybe(_ item: Item?) -> Item? { item }
            func renamed(_ value: Renamed) -> Renamed { value }
            func tree(_ tree: Tree) -> Tree { tree }
            func bill(_ bill: Bill) -> Bill { bill }
            func picky(_ value: Picky) {}
            func own() -> Own { Own() }
            func later(_ item: Item) async -> Item { await Task.yield(); return item }
            func values(_ day: Date, _ id: UUID, _ price: Decimal, _ page: URL, _ data: Data) -> [String] {
                ["\\(day.timeIntervalSince1970)", id.uuidString, "\\(price)", page.absoluteString, "\\(data.count)"]
            }
            @available(*, deprecated, message: "use order")
            func old() -> Date { Date(timeIntervalSince1970: 0.25) }
        }
        """

    /// The library outlives its cache: it is loaded by the first test, and the others load the same file.
    private static let built = Task { try await build("shop.swift", source) }

    private func shop() async throws -> Namespace {
        try await Self.built.value.load(in: Namespace.Environment(name: "shop"))
    }

    @Test(arguments: [
        (
            ["order", #"{"items":[{"sku":"a","count":2,"size":"S"}],"tags":["x"],"extra":{"w":1.5},"other":[{}]}"#],
            "%3|$5|items|*1|%3|$3|sku|$1|a|$5|count|:2|$4|size|$1|S|$4|tags|~1|$1|x|$5|extra|%1|$1|w|,1.5"
        ),
        (["order", #"{"tags":[],"items":[]}"#], "%2|$5|items|*0|$4|tags|~0"),
        (["item", #" {"count" : 1e1 , "sku":"\u00e9\n"} "#], "%2|$3|sku|$3|é\n|$5|count|:10"),
        (["item", #"{"sku":"a","count":1}"#, "6"], "%2|$3|sku|$1|a|$5|count|:1"),
        (["sized"], "$1|L"), (["sized", "S"], "$1|S"),
        (["all", #"{"sku":"a","count":1}"#, #"{"sku":"a","count":2}"#], ":3"), (["all"], ":0"),
        (["map", #"{"a":[1,2],"b":[]}"#, "[1,2,2]"], "%2"), (["maybe"], "_"),
        (["maybe", #"{"sku":"a","count":1}"#], "%2|$3|sku|$1|a|$5|count|:1"),
        (["renamed", #"{"second":true,"1st":1}"#], "%2|$3|1st|:1|$6|second|#t"),
        (
            ["tree", #"{"name":"a","children":[{"name":"b","children":[]}]}"#],
            "%2|$4|name|$1|a|$8|children|*1|%2|$4|name|$1|b|$8|children|*0"
        ),
        (
            [
                "bill",
                #"{"price":12.340,"day":"2026-01-31T12:00:00+01:00","id":"E621E1F8-C36C-495A-93FC-0C247A3E6E5F","#
                    + #""page":"https://example.org/a","photo":"aGk=","raw":"AP8="}"#,
            ],
            "%6|$5|price|$5|12.34|$3|day|$20|2026-01-31T11:00:00Z|$2|id|$36|E621E1F8-C36C-495A-93FC-0C247A3E6E5F|"
                + "$4|page|$21|https://example.org/a|$5|photo|$2|hi|$3|raw|$2|\0\u{FFFD}"
        ),
        (["own"], "%2|$4|list|*2|:1|%1|$4|text|$1|x|$7|nothing|_"),
        (["later", #"{"sku":"a","count":1}"#], "%2|$3|sku|$1|a|$5|count|:1"),
        (
            ["values", "2026-01-31T12:00:00.5Z", "e621e1f8-c36c-495a-93fc-0c247a3e6e5f", "-1.50", "urn:x", "hello"],
            "*5|$12|1769860800.5|$36|E621E1F8-C36C-495A-93FC-0C247A3E6E5F|$4|-1.5|$5|urn:x|$1|5"
        ),
        (["old"], "$24|1970-01-01T00:00:00.250Z"),
    ])
    func recordsGoInAndOut(_ call: [String], _ reply: String) async throws {
        let found = try await shop().call(call[0], Array(call.dropFirst()))
        // A dictionary has no order.
        #expect(found == reply || (call[0] == "map" && found.hasPrefix(reply)))
    }

    @Test(arguments: [
        (["order", #"{"items":[{"sku":"a","count":"x"}]}"#], #"'order' items[0].count must be an integer, got "x""#),
        (["order", #"{"items":[{"sku":"a"}]}"#], "'order' items[0].count is missing"),
        (["order", #"{"items":7}"#], "'order' items must be a list, got 7"),
        (["order", #"{}"#], "'order' items is missing"), (["order", "7"], "'order' must be an object, got 7"),
        (
            ["order", #"{"items":[{"sku":"a","count":1},{"sku":"a","count":1,"size":"M"}]}"#],
            #"'order' items[1].size must be one of S, L, got "M""#
        ),
        (
            ["order", #"{"items":[],"tags":[],"extra":{"a":1,"b c":null}}"#],
            "'order' extra.b c must be a number, got null"
        ),
        (["order", #"{"items":["#], "'order' must be JSON (at byte 10: expected a value), got \"{\\\"items\\\":[\""),
        (["item", #"{"sku":5,"count":1}"#], "'item' sku must be text, got 5"),
        (["item", #"{"sku":"a","count":1.5}"#], "'item' count must be an integer, got 1.5"),
        (["map", "[1]"], "'map' must be an object, got [1]"),
        (["map", #"{"a":[1,2,{}]}"#], "'map' a[2] must be an integer, got {}"),
        (["bill", #"{"price":"1,5"}"#], #"'bill' price must be a decimal number, got "1,5""#),
        (["picky", "{}"], "'value' is refused: not today"),
    ])
    func errorsNameThePlace(_ call: [String], _ error: String) async throws {
        let found = try await shop().call(call[0], Array(call.dropFirst()))
        #expect(found.hasPrefix("argument 1 \(error)"), "\(found)")
    }

    @Test(arguments: [
        (["all", #"{"sku":"a","count":1}"#, "[]"], "argument 2 'items' must be an object, got []"),
        (["item", #"{"sku":"a","count":1}"#, "7"], #"argument 2 'level' must be one of 0, 5, 6, got "7""#),
        (
            ["values", "2026-01-31"],
            #"argument 1 'day' must be a date and time such as 2026-01-31T12:00:00Z, got "2026-01-31""#
        ),
        (["values", "2026-01-31T12:00:00Z", "x"], #"argument 2 'id' must be a UUID, got "x""#),
    ])
    func otherArgumentsAreNamedToo(_ call: [String], _ error: String) async throws {
        #expect(try await shop().call(call[0], Array(call.dropFirst())) == error)
    }

    @Test func aNestingWithoutEndIsRefused() async throws {
        let text = String(repeating: #"{"name":"a","children":["#, count: 100_000)
        #expect(try await shop().call("tree", text).hasPrefix("argument 1 'tree' must be JSON (at byte "))
    }

    @Test func typesAreDescribed() async throws {
        let shop = try await shop()
        #expect(try await Self.built.value.types == shop.types)
        #expect(shop.types.map(\.name).contains("Shop.Order"))
        let item = shop.types.first { $0.name == "Shop.Item" }
        #expect(item?.help == "One line of an order.")
        #expect(
            item?.shape
                == .record([
                    TypeDescription.Field("sku", .string(), help: "its number"),
                    TypeDescription.Field("count", .integer()),
                    TypeDescription.Field("size", .optional(.reference("Shop.Size"))),
                ]))
        let order = shop.types.first { $0.name == "Shop.Order" }
        #expect(
            order?.shape
                == .record([
                    TypeDescription.Field("items", .list(.reference("Shop.Item"))),
                    TypeDescription.Field("tags", .list(.string(), isSet: true)),
                    TypeDescription.Field("extra", .optional(.map(.number))),
                    TypeDescription.Field("note", .optional(.string()), deprecation: "use tags"),
                ]))
        #expect(
            shop.types.first { $0.name == "Shop.Level" }?.shape == .choice([.integer(0), .integer(5), .integer(6)]))
        #expect(
            shop.types.first { $0.name == "Shop.Renamed" }?.shape
                == .record([TypeDescription.Field("1st", .integer()), TypeDescription.Field("second", .boolean)]))
        // A default that is an enum's case is known by its raw value.
        let level = shop.commands.first { $0.name == "item" }?.parameters.last
        #expect(level?.presence == .defaulted(expression: "5") && level?.shownDefault == "5")
        let size = shop.commands.first { $0.name == "sized" }?.parameters.last
        #expect(size?.presence == .defaulted(expression: "\"L\"") && size?.shownDefault == "L")
        let old = shop.commands.first { $0.name == "old" }
        #expect(old?.deprecation == "use order")
        #expect(old?.result == .string(format: "date-time"))
        #expect(shop.commands.first { $0.name == "picky" }?.parameters.first?.schema == .any)
    }
}
