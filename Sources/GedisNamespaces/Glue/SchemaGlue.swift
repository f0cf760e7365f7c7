import GedisKit
import GedisSource

/// Schemas and types as Swift source.
enum SchemaGlue {
    /// A schema.
    static func expression(_ schema: Schema) -> String {
        switch schema {
        case .any: ".any"
        case .boolean: ".boolean"
        case .integer(nil, nil): ".integer()"
        case .integer(let minimum, let maximum):
            ".integer("
                + [minimum.map { "minimum: \($0)" }, maximum.map { "maximum: \($0)" }].compactMap { $0 }
                .joined(separator: ", ") + ")"
        case .number: ".number"
        case .string(nil): ".string()"
        case .string(let format?): ".string(format: \(format.swiftLiteral))"
        case .bytes: ".bytes"
        case .list(let element, isSet: false): ".list(\(expression(element)))"
        case .list(let element, isSet: true): ".list(\(expression(element)), isSet: true)"
        case .map(let element): ".map(\(expression(element)))"
        case .optional(let wrapped): ".optional(\(expression(wrapped)))"
        case .reference(let name): ".reference(\(name.swiftLiteral))"
        }
    }

    /// Descriptions of types, one after the other.
    static func types(_ types: [TypeDescription]) -> String { types.map(type).joined(separator: "\n") }

    private static func type(_ type: TypeDescription) -> String {
        let head = "GedisKit.TypeDescription(name: \(type.name.swiftLiteral), help: \(type.help.swiftLiteral), shape: "
        switch type.shape {
        case .choice(let choices):
            let values = choices.map { choice in
                switch choice {
                case .text(let text): ".text(\(text.swiftLiteral))"
                case .integer(let number): ".integer(\(number))"
                }
            }
            return head + ".choice([\(values.joined(separator: ", "))])),"
        case .record(let fields):
            return head + ".record([\n" + fields.map { "    \(field($0)),\n" }.joined() + "])),"
        }
    }

    /// The conformance by which errors list an enum's raw values; nil for what is no enum.
    static func choices(_ type: TypeDescription) -> String? {
        guard case .choice(let choices) = type.shape else { return nil }
        let values = choices.map { choice in
            switch choice {
            case .text(let text): text.swiftLiteral
            case .integer(let number): "\(number)".swiftLiteral
            }
        }
        return """
            extension \(type.name): GedisKit.Choices {
                static var gedisChoices: [String] { [\(values.joined(separator: ", "))] }
            }
            """
    }

    private static func field(_ field: TypeDescription.Field) -> String {
        var text = "GedisKit.TypeDescription.Field(\(field.name.swiftLiteral), \(expression(field.schema))"
        if !field.help.isEmpty { text += ", help: \(field.help.swiftLiteral)" }
        if let deprecation = field.deprecation { text += ", deprecation: \(deprecation.swiftLiteral)" }
        return text + ")"
    }
}
