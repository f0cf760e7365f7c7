import GedisKit

/// A method that calls a command.
struct TypeScriptCommand {
    private let command: ClientModel.Command
    private let types: TypeScriptTypes

    init(_ command: ClientModel.Command, _ types: TypeScriptTypes) {
        self.command = command
        self.types = types
    }

    /// The method with its comment, not indented.
    var method: String {
        let codec = command.result.map { $0.typeScriptCodec(in: types) } ?? "$nothing"
        return comment + signature + "  const request = new Request(\(command.wireName.quoted));\n"
            + command.parameters.map { "  \(adding($0))\n" }.joined()
            + "  return this.caller.call(request, \(codec));\n}\n"
    }

    private var signature: String {
        let result = command.result.map { $0.typeScriptType(in: types) } ?? "void"
        let parameters = command.parameters.map(declaration)
        let (start, end) = ("async \(command.name)(", "): Promise<\(result)> {\n")
        let line = start + parameters.joined(separator: ", ") + end
        guard line.count > Self.longestLine else { return line }
        // Nothing follows the comma behind what takes the rest.
        return start + "\n" + parameters.map { "  \($0)" }.joined(separator: ",\n") + "\n" + end
    }

    private static let longestLine = 110

    private func declaration(_ parameter: ClientParameter) -> String {
        let type = parameter.schema.typeScriptType(in: types)
        switch parameter.presence {
        case .required: return "\(parameter.name): \(type)"
        case .variadic: return "...\(parameter.name): Array<\(type)>"
        case .optional, .defaulted:
            return literal(parameter).map { "\(parameter.name): \(type) = \($0)" } ?? "\(parameter.name)?: \(type)"
        }
    }

    private func literal(_ parameter: ClientParameter) -> String? {
        guard case .defaulted(let value) = parameter.presence else { return nil }
        return types.literal(value, of: parameter.schema)
    }

    private func adding(_ parameter: ClientParameter) -> String {
        let words = "\(parameter.wireName.quoted), \(parameter.schema.typeScriptCodec(in: types)), \(parameter.name)"
        switch parameter.presence {
        case .required: return "request.add(\(words));"
        case .variadic: return "request.addAll(\(words));"
        case .optional, .defaulted:
            return "request.addOptional(\(words)\(literal(parameter).map { ", \($0)" } ?? ""));"
        }
    }

    private var comment: String {
        let help = command.help
        let tags =
            help.parameters.map { "@param \($0) \($1)" }
            + (help.deprecation.map { ["@deprecated \($0)"] } ?? [])
        return TypeScriptText.comment([
            help.summary.isEmpty ? "Calls \(command.wireName)." : help.summary, help.discussion,
            tags.joined(separator: "\n"),
        ])
    }
}

/// Text in TypeScript.
enum TypeScriptText {
    /// A comment of paragraphs with a line's end; nothing where there are none.
    static func comment(_ paragraphs: [String]) -> String {
        let text = paragraphs.filter { !$0.isEmpty }.joined(separator: "\n\n").replacing("*/", with: "*\\/")
        guard !text.isEmpty else { return "" }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard lines.count > 1 else { return "/** \(text) */\n" }
        return "/**\n" + lines.map { $0.isEmpty ? " *\n" : " * \($0)\n" }.joined() + " */\n"
    }
}
