import GedisKit

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
            \(properties.joined(separator: ",\n").indented(by: 2)),
                    handler: .\(handler.kind) { \(handler.parameters) in
            \(handler.lines.joined(separator: "\n").indented(by: 3))
                    }))
            """
    }

    private var properties: [String] {
        let description = CommandDescription(method)
        var properties = ["name: \(description.name.literal)"]
        if !description.summary.isEmpty { properties.append("summary: \(description.summary.literal)") }
        if !description.discussion.isEmpty {
            properties.append(
                "discussion: "
                    + (description.discussion.contains("\n")
                        ? description.discussion.multilineLiteral : description.discussion.literal))
        }
        if !description.parameters.isEmpty {
            let parameters = description.parameters.map { "    \(Self.parameter($0)),\n" }.joined()
            properties.append("parameters: [\n\(parameters)]")
        }
        if !description.returns.isEmpty { properties.append("returns: \(description.returns.literal)") }
        if let result = description.result { properties.append("result: \(SchemaGlue.expression(result))") }
        if let deprecation = description.deprecation { properties.append("deprecation: \(deprecation.literal)") }
        if description.takesAnyArguments { properties.append("takesAnyArguments: true") }
        return properties
    }

    private static func parameter(_ parameter: Parameter) -> String {
        var text = "GedisKit.Parameter(name: \(parameter.name.literal), type: \(parameter.type.literal)"
        if parameter.schema != .string() { text += ", schema: \(SchemaGlue.expression(parameter.schema))" }
        if !parameter.help.isEmpty { text += ", help: \(parameter.help.literal)" }
        switch parameter.presence {
        case .required: break
        case .optional: text += ", presence: .optional"
        case .defaulted(let expression): text += ", presence: .defaulted(expression: \(expression.literal))"
        case .variadic: text += ", presence: .variadic"
        }
        return text + ")"
    }
}
