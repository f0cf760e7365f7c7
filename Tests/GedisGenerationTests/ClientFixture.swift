import GedisKit

@testable import GedisGeneration

/// A small namespace of which modules are made.
enum ClientFixture {
    static let shop = ClientNamespace(
        name: "shop", summary: "A shop.",
        types: [
            TypeDescription(
                name: "Shop.Item", help: "A line of an order.",
                shape: .record([
                    .init("sku", .string(), help: "the article's number"),
                    .init("class", .optional(.reference("Size")), deprecation: "use labels"),
                    .init("unit-price", .string(format: "decimal")),
                    .init("int", .set(of: .bytes)),
                    .init("parts", .list(.reference("Shop.Item"))),
                ])),
            TypeDescription(name: "Size", shape: .choice([.text("small"), .text("extra-large")])),
        ],
        commands: [
            Described(
                "order", "Takes an order.", "Nothing is \"charged\" yet.",
                [
                    Parameter(name: "item", type: "Item", schema: .reference("Shop.Item"), help: "what is wanted"),
                    Parameter(
                        name: "size", type: "Size", schema: .reference("Size"),
                        presence: .defaulted(expression: "\"extra-large\"")),
                    Parameter(name: "due", type: "Date", schema: .string(format: "date-time"), presence: .optional),
                    Parameter(name: "from", type: "Int", schema: .integer(), presence: .variadic),
                ],
                result: .optional(.reference("Shop.Item"))),
            Described("clear", deprecation: "use order"),
            Described("clearAll", takesAnyArguments: true, result: .map(.any)),
        ])

    /// A command without code.
    struct Described: DescribedCommand {
        let name: String
        let summary: String
        let discussion: String
        let parameters: [Parameter]
        let returns = ""
        let result: Schema?
        let deprecation: String?
        let takesAnyArguments: Bool

        init(
            _ name: String, _ summary: String = "", _ discussion: String = "", _ parameters: [Parameter] = [],
            takesAnyArguments: Bool = false, deprecation: String? = nil, result: Schema? = nil
        ) {
            self.name = name
            self.summary = summary
            self.discussion = discussion
            self.parameters = parameters
            self.takesAnyArguments = takesAnyArguments
            self.deprecation = deprecation
            self.result = result
        }
    }
}

extension Schema {
    fileprivate static func set(of element: Schema) -> Schema { .list(element, isSet: true) }
}
