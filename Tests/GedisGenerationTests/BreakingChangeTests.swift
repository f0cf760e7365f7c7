import GedisKit
import Testing

@testable import GedisGeneration

@Suite struct BreakingChangeTests {
    private typealias Described = ClientFixture.Described

    private static func namespace(
        _ parameters: [Parameter], result: Schema? = .integer(), types: [TypeDescription] = []
    )
        -> ClientNamespace
    {
        ClientNamespace(
            name: "calc", types: types, commands: [Described("sum", "", "", parameters, result: result)])
    }

    private static func parameter(
        _ name: String, _ schema: Schema = .integer(), _ presence: Parameter.Presence = .required
    ) -> Parameter {
        Parameter(name: name, type: "", schema: schema, presence: presence)
    }

    private static func item(_ fields: TypeDescription.Field..., named name: String = "Item") -> [TypeDescription] {
        [
            TypeDescription(name: name, shape: .record(fields)),
            TypeDescription(name: "Size", shape: .choice([.text("small"), .text("large")])),
        ]
    }

    @Test func aCommandThatIsGoneIsSaid() {
        let changes = BreakingChanges(
            from: ClientFixture.shop, to: ClientNamespace(name: "shop", types: [], commands: [Described("ORDER")]))
        #expect(changes.lines.contains("shop.clear is gone") && changes.lines.contains("shop.clearAll is gone"))
        #expect(changes.lines.contains("shop.order: parameter 'item' is gone"))
        #expect(changes.lines.contains("shop.order: the result is OK now"))
        #expect(BreakingChanges(from: ClientFixture.shop, to: ClientFixture.shop).isEmpty)
    }

    @Test(
        arguments: [
            ([parameter("a")], [parameter("b")], "parameter 'a' is 'b' now"),
            ([parameter("a"), parameter("b")], [parameter("a")], "parameter 'b' is gone"),
            ([parameter("a")], [parameter("a"), parameter("b")], "parameter 'b' is new and required"),
            ([parameter("a")], [parameter("a"), parameter("b", .integer(), .optional)], nil),
            ([parameter("a", .integer(), .optional)], [parameter("a")], "parameter 'a' is required now"),
            ([parameter("a")], [parameter("a", .integer(), .defaulted(expression: "1"))], nil),
            ([parameter("a", .integer(), .variadic)], [parameter("a")], "parameter 'a' is taken once only"),
            ([parameter("a")], [parameter("a", .integer(), .variadic)], nil),
            (
                [parameter("a")], [parameter("a", .integer(minimum: 0, maximum: 255))],
                "parameter 'a' was integer, and is integer from 0 to 255"
            ),
            ([parameter("a", .integer(minimum: 0, maximum: 255))], [parameter("a")], nil),
            ([parameter("a")], [parameter("a", .number)], nil),
            ([parameter("a", .number)], [parameter("a")], "parameter 'a' was number, and is integer"),
            ([parameter("a", .string(format: "uuid"))], [parameter("a", .string())], nil),
            (
                [parameter("a", .optional(.integer()))], [parameter("a")],
                "parameter 'a' was integer or null, and is integer"
            ),
            ([parameter("a", .list(.integer()))], [parameter("a", .list(.any))], nil),
            (
                [parameter("a", .list(.any))], [parameter("a", .list(.integer()))],
                "parameter 'a'[] was any value, and is integer"
            ),
        ] as [([Parameter], [Parameter], String?)])
    func parametersMayTakeMoreAndNotLess(_ old: [Parameter], _ new: [Parameter], _ line: String?) {
        let changes = BreakingChanges(from: Self.namespace(old), to: Self.namespace(new))
        #expect(changes.lines == line.map { ["calc.sum: \($0)"] } ?? [])
    }

    @Test(
        arguments: [
            (.integer(), .integer(minimum: 0, maximum: 255), nil), (.integer(), nil, "the result is OK now"),
            (nil, .integer(), "the result was OK, and is something else"),
            (.integer(), .number, "the result was integer, and is number"),
            (.optional(.integer()), .integer(), nil),
            (.integer(), .optional(.integer()), "the result was integer, and is integer or null"),
        ] as [(Schema?, Schema?, String?)])
    func resultsMayBeFewerAndNotMore(_ old: Schema?, _ new: Schema?, _ line: String?) {
        let changes = BreakingChanges(from: Self.namespace([], result: old), to: Self.namespace([], result: new))
        #expect(changes.lines == line.map { ["calc.sum: \($0)"] } ?? [])
    }

    @Test func recordsAreLookedInto() {
        func lines(_ old: [TypeDescription], _ new: [TypeDescription], isResult: Bool = false) -> [String] {
            let parameters = isResult ? [] : [Self.parameter("item", .reference("Item"))]
            let result: Schema = isResult ? .list(.reference("Item")) : .integer()
            return BreakingChanges(
                from: Self.namespace(parameters, result: result, types: old),
                to: Self.namespace(parameters, result: result, types: new)
            ).lines
        }
        let old = Self.item(.init("sku", .string()), .init("size", .optional(.reference("Size"))))
        let more = Self.item(
            .init("sku", .string()), .init("size", .optional(.reference("Size"))), .init("note", .optional(.string())))
        let required = Self.item(.init("sku", .string()), .init("size", .reference("Size")))
        #expect(lines(old, more).isEmpty && lines(old, more, isResult: true).isEmpty)
        #expect(lines(more, old) == ["calc.sum: parameter 'item'.note is gone"])
        #expect(lines(more, old, isResult: true) == ["calc.sum: the result[].note is gone"])
        #expect(lines(old, required, isResult: true).isEmpty)
        #expect(
            lines(old, required) == [
                "calc.sum: parameter 'item'.size was small or large or null, and is small or large"
            ])
        var larger = old
        larger[1].shape = .choice([.text("small"), .text("large"), .text("huge")])
        #expect(lines(old, larger).isEmpty)
        #expect(lines(larger, old) == ["calc.sum: parameter 'item'.size: 'huge' is gone"])
        #expect(lines(old, larger, isResult: true) == ["calc.sum: the result[].size: 'huge' is new"])
        // A type that holds itself comes to an end.
        let tree = Self.item(.init("parts", .list(.reference("Item"))))
        #expect(lines(tree, tree).isEmpty)
    }
}
