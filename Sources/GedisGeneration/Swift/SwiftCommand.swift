import GedisKit
import GedisSource

/// A method that calls a command.
struct SwiftCommand {
    private let command: ClientModel.Command
    private let types: SwiftTypes

    init(_ command: ClientModel.Command, _ types: SwiftTypes) {
        self.command = command
        self.types = types
    }

    /// The method with its comment, not indented.
    var method: String {
        let start = "    \(command.parameters.isEmpty ? "let" : "var") call = TypedCall("
        let call = command.result.map { "return try await client.call(call, as: \($0.swiftType).self)" }
        let discardable = command.result == nil ? "" : "@discardableResult\n"
        return comment + deprecation + discardable + signature + start + command.wireName.swiftLiteral + ")\n"
            + command.parameters.map { "    \(adding($0))\n" }.joined()
            + "    \(call ?? "try await client.call(call)")\n}\n"
    }

    private var signature: String {
        let result = command.result.map { " -> \($0.swiftType)" } ?? ""
        let parameters = command.parameters.enumerated().map { declaration($1, isFirst: $0 == 0) }
        let (start, end) = (
            "public func \(SwiftName.escaped(command.name))(", ") async throws\(result) {\n"
        )
        let line = start + parameters.joined(separator: ", ") + end
        guard line.count > Self.longestLine else { return line }
        return start + "\n" + parameters.map { "    \($0)" }.joined(separator: ",\n") + "\n" + end
    }

    private static let longestLine = 110

    /// The first one has no label, unless it may be left out.
    private func declaration(_ parameter: ClientParameter, isFirst: Bool) -> String {
        let type = parameter.schema.swiftType
        let name = SwiftName.escaped(parameter.name)
        let unlabeled = isFirst ? "_ \(name)" : name
        switch parameter.presence {
        case .required: return "\(unlabeled): \(type)"
        case .variadic: return "\(unlabeled): [\(type)] = []"
        case .optional, .defaulted:
            if let literal = literal(parameter) { return "\(name): \(type) = \(literal)" }
            return "\(name): \(type)? = nil"
        }
    }

    private func literal(_ parameter: ClientParameter) -> String? {
        guard case .defaulted(let value) = parameter.presence else { return nil }
        return types.literal(value, of: parameter.schema)
    }

    private func adding(_ parameter: ClientParameter) -> String {
        let words = "\(parameter.wireName.swiftLiteral), \(SwiftName.escaped(parameter.name))"
        switch parameter.presence {
        case .required: return "try call.add(\(words))"
        case .variadic: return "try call.addAll(\(words))"
        case .optional, .defaulted:
            return "try call.addOptional(\(words)\(literal(parameter).map { ", default: \($0)" } ?? ""))"
        }
    }

    private var deprecation: String {
        guard let reason = command.help.deprecation else { return "" }
        let message = reason.isEmpty ? "" : ", message: \(reason.swiftLiteral)"
        return "@available(*, deprecated\(message))\n"
    }

    private var comment: String {
        let help = command.help
        let parameters = help.parameters.map { name, text in
            "  - \(name): " + text.split(whereSeparator: \.isNewline).joined(separator: "\n    ")
        }
        return SwiftComment.text([
            help.summary.isEmpty ? "Calls \(command.wireName)." : help.summary, help.discussion,
            parameters.isEmpty ? "" : "- Parameters:\n" + parameters.joined(separator: "\n"),
        ])
    }
}
