import GedisKit
import GedisSource

/// The glue of one command.
struct CommandGlue {
    let method: MethodModel
    let glue: Glue

    /// The statement that adds the command to the namespace.
    var text: String {
        let handler = HandlerGlue(method: method, glue: glue)
        return """
            // \(method.place.file):\(method.place.line): \(method.declaration)
            namespace.commands.append(
                GedisKit.Command(
            \(properties.joined(separator: ",\n").indented(by: 8)),
                    handler: .\(handler.kind) { \(handler.parameters) in
            \(handler.lines.joined(separator: "\n").indented(by: 12))
                    }))
            """
    }

    private var properties: [String] {
        let description = CommandDescription(method)
        var properties = ["name: \(description.name.swiftLiteral)"]
        if !description.summary.isEmpty { properties.append("summary: \(description.summary.swiftLiteral)") }
        if !description.discussion.isEmpty {
            properties.append(
                "discussion: "
                    + (description.discussion.contains("\n")
                        ? description.discussion.multilineSwiftLiteral : description.discussion.swiftLiteral))
        }
        if !description.parameters.isEmpty {
            let parameters = description.parameters.map { "    \(Self.parameter($0)),\n" }.joined()
            properties.append("parameters: [\n\(parameters)]")
        }
        if !description.returns.isEmpty { properties.append("returns: \(description.returns.swiftLiteral)") }
        if let result = description.result { properties.append("result: \(SchemaGlue.expression(result))") }
        if let deprecation = description.deprecation { properties.append("deprecation: \(deprecation.swiftLiteral)") }
        if description.takesAnyArguments { properties.append("takesAnyArguments: true") }
        return properties
    }

    private static func parameter(_ parameter: Parameter) -> String {
        var text = "GedisKit.Parameter(name: \(parameter.name.swiftLiteral), type: \(parameter.type.swiftLiteral)"
        if parameter.schema != .string() { text += ", schema: \(SchemaGlue.expression(parameter.schema))" }
        if !parameter.help.isEmpty { text += ", help: \(parameter.help.swiftLiteral)" }
        switch parameter.presence {
        case .required: break
        case .optional: text += ", presence: .optional"
        case .defaulted(let expression): text += ", presence: .defaulted(expression: \(expression.swiftLiteral))"
        case .variadic: text += ", presence: .variadic"
        }
        return text + ")"
    }
}
