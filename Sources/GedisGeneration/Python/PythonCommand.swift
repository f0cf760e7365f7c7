import GedisKit
import GedisSource

/// A method that calls a command.
struct PythonCommand {
    private let command: ClientModel.Command
    private let types: PythonTypes
    private let isAsync: Bool

    init(_ command: ClientModel.Command, _ types: PythonTypes, isAsync: Bool) {
        self.command = command
        self.types = types
        self.isAsync = isAsync
    }

    /// The method, not indented.
    var method: String {
        let codec = command.result.map { $0.pythonCodec(in: types) } ?? "_nothing"
        let call = "self._caller.call(request, \(codec))"
        return signature + help + "    request = _Request(\(command.wireName.quoted))\n"
            + command.parameters.map { "    \(adding($0))\n" }.joined()
            + "    return \(isAsync ? "await " : "")\(call)\n"
    }

    private var signature: String {
        let start = "\(isAsync ? "async " : "")def \(command.name)("
        let parameters = ["self"] + command.parameters.map(declaration)
        let end = ") -> \(command.result.map { $0.pythonType(in: types) } ?? "None"):"
        let line = start + parameters.joined(separator: ", ") + end
        guard line.count > Self.longestLine else { return line + "\n" }
        return start + "\n" + parameters.map { "    \($0),\n" }.joined() + end + "\n"
    }

    private static let longestLine = 110

    private func declaration(_ parameter: ClientParameter) -> String {
        let type = parameter.schema.pythonType(in: types)
        switch parameter.presence {
        case .required: return "\(parameter.name): \(type)"
        case .variadic: return "*\(parameter.name): \(type)"
        case .optional, .defaulted:
            if let literal = literal(parameter) { return "\(parameter.name): \(type) = \(literal)" }
            return "\(parameter.name): \(type == "Any" ? type : "Optional[\(type)]") = None"
        }
    }

    private func literal(_ parameter: ClientParameter) -> String? {
        guard case .defaulted(let value) = parameter.presence else { return nil }
        return types.literal(value, of: parameter.schema)
    }

    private func adding(_ parameter: ClientParameter) -> String {
        let words = "\(parameter.wireName.quoted), \(parameter.schema.pythonCodec(in: types)), \(parameter.name)"
        switch parameter.presence {
        case .required: return "request.add(\(words))"
        case .variadic: return "request.add_all(\(words))"
        case .optional, .defaulted:
            return "request.add_optional(\(words)\(literal(parameter).map { ", \($0)" } ?? ""))"
        }
    }

    private var help: String {
        let help = command.help
        var parts = [help.summary.isEmpty ? "Calls \(command.wireName)." : help.summary, help.discussion]
        if !help.parameters.isEmpty {
            parts.append(
                "Args:\n"
                    + help.parameters.map { name, text in
                        "    \(name): " + text.split(whereSeparator: \.isNewline).joined(separator: "\n        ")
                    }.joined(separator: "\n"))
        }
        if let reason = help.deprecation { parts.append(reason.isEmpty ? "Deprecated." : "Deprecated: \(reason)") }
        return PythonText.docstring(
            parts.filter { !$0.isEmpty }.joined(separator: "\n\n"), indentation: 4)
    }
}

/// Text in Python.
enum PythonText {
    /// A docstring with a line's end; nothing of no text.
    static func docstring(_ text: String, indentation: Int) -> String {
        guard !text.isEmpty else { return "" }
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n", "\t": escaped.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        escaped = escaped.replacing("\"\"\"", with: "\\\"\\\"\\\"")
        // A quote at the end would be one of those that end the text.
        if escaped.hasSuffix("\"") { escaped = escaped.dropLast() + "\\\"" }
        let end = escaped.contains("\n") ? "\n\"\"\"" : "\"\"\""
        return ("\"\"\"" + escaped + end).indented(by: indentation) + "\n"
    }
}
