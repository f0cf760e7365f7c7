import GedisKit
import GedisSource

/// Writes modules for Swift, which call over GedisClient.
struct SwiftWriter: ClientWriter {
    let naming = ClientNaming(
        values: .camel, choices: .camel,
        reservedMembers: ["client", "hashValue", "init", "self"],
        reservedChoices: ["allCases", "hashValue", "init", "rawValue", "self"],
        reservedParameters: ["call", "self"], reservedTypes: Self.known.union(Self.own), classPrefixes: [""],
        renamesMembers: true)

    func module(for client: ClientModel) -> String {
        let types = SwiftTypes(client.types)
        let parts =
            [Self.heading(client), Self.namespaces(client)]
            + client.namespaces.map { Self.namespace($0, types) } + client.types.map { Self.declaration($0, types) }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private static func heading(_ client: ClientModel) -> String {
        let names = client.namespaces.map(\.wireName).joined(separator: ", ")
        let imports =
            [SwiftTypes.needFoundation(client) ? "Foundation" : nil, "GedisClient"]
            + [SwiftTypes.needValues(client) ? "GedisKit" : nil]
        return """
            // Calls the commands of \(names.isEmpty ? "no namespace" : names) on a gedis server, over GedisClient.
            //
            // Made by 'gedis client generate', which makes it anew: do not change it here.
            // swift-format-ignore-file


            """ + imports.compactMap { $0.map { "public import \($0)" } }.joined(separator: "\n")
    }

    // MARK: - Types

    private static func declaration(_ type: ClientType, _ types: SwiftTypes) -> String {
        let help = SwiftComment.text([type.help])
        switch type.shape {
        case .choice(let choices):
            guard let first = choices.first?.value else { return help + "public typealias \(type.name) = String" }
            let isInteger = if case .integer = first { true } else { false }
            let lines = choices.map { choice in
                "    case \(SwiftName.escaped(choice.name))"
                    + (choice.value == .text(choice.name) ? "" : " = \(literal(choice.value, isInteger))") + "\n"
            }
            let raw = isInteger ? "Int" : "String"
            return help + "public enum \(type.name): \(raw), Codable, CaseIterable, Sendable {\n" + lines.joined() + "}"
        case .record(let members): return help + record(type.name, members, types)
        }
    }

    private static func literal(_ choice: TypeDescription.Choice, _ isInteger: Bool) -> String {
        isInteger ? choice.description : choice.description.swiftLiteral
    }

    private static func record(_ name: String, _ members: [ClientType.Member], _ types: SwiftTypes) -> String {
        let properties = members.map { member in
            let wrapper = types.isRecursive(member, of: name) ? "@Indirect " : ""
            return SwiftComment.text([member.note]) + "\(wrapper)public var \(declared(member))\n"
        }
        let parameters = members.map { declared($0) + ($0.isRequired ? "" : " = nil") }
        let assignments = members.map { member in
            let name = SwiftName.escaped(member.name)
            return "    self.\(name) = \(name)\n"
        }
        let body =
            properties.joined() + (members.isEmpty ? "" : "\n") + "/// Makes one of its members.\n"
            + initializer(parameters, assignments) + codingKeys(members)
        return "public struct \(name): Codable, Hashable, Sendable {\n" + body.indented(by: 4) + "}"
    }

    private static func declared(_ member: ClientType.Member) -> String {
        "\(SwiftName.escaped(member.name)): \(member.schema.swiftType)"
    }

    private static func initializer(_ parameters: [String], _ assignments: [String]) -> String {
        guard !parameters.isEmpty else { return "public init() {}\n" }
        let line = "public init(\(parameters.joined(separator: ", "))) {\n"
        let start =
            line.count > 110 ? "public init(\n    \(parameters.joined(separator: ",\n    "))\n) {\n" : line
        return start + assignments.joined() + "}\n"
    }

    private static func codingKeys(_ members: [ClientType.Member]) -> String {
        guard members.contains(where: { $0.name != $0.wireName }) else { return "" }
        let lines = members.map { member in
            "    case \(SwiftName.escaped(member.name))"
                + (member.name == member.wireName ? "" : " = \(member.wireName.swiftLiteral)") + "\n"
        }
        return "\nprivate enum CodingKeys: String, CodingKey {\n" + lines.joined() + "}\n"
    }

    // MARK: - Namespaces

    private static func namespaces(_ client: ClientModel) -> String {
        let members = client.namespaces.map { namespace in
            let declaration = "public let \(SwiftName.escaped(namespace.name)): \(namespace.classNames[0])\n"
            return (SwiftComment.text([summary(namespace)]) + declaration).indented(by: 4)
        }
        let made = client.namespaces.map {
            "        \(SwiftName.escaped($0.name)) = \($0.classNames[0])(client: client)\n"
        }
        return """
            /// A server's namespaces, called over a client of GedisClient.
            public struct Namespaces: Sendable {

            """ + members.joined() + (members.isEmpty ? "" : "\n") + """
                    /// Calls over a client.
                    public init(_ client: any CommandClient) {

                """ + made.joined() + "    }\n}"
    }

    private static func namespace(_ namespace: ClientModel.Namespace, _ types: SwiftTypes) -> String {
        SwiftComment.text([summary(namespace)]) + "public struct \(namespace.classNames[0]): Sendable {\n"
            + "    let client: any CommandClient\n"
            + namespace.commands.map { "\n" + SwiftCommand($0, types).method.indented(by: 4) }.joined() + "}"
    }

    private static func summary(_ namespace: ClientModel.Namespace) -> String {
        namespace.summary.isEmpty ? "The namespace \(namespace.wireName)." : namespace.summary
    }
}

extension SwiftWriter {
    /// What the module names of Swift's own and of Foundation.
    private static let known: Set<String> = [
        "Any", "Bool", "CaseIterable", "Codable", "CodingKey", "CodingKeys", "Date", "Decimal", "Decodable", "Double",
        "Encodable", "Error", "Hashable", "Int", "Protocol", "Self", "Sendable", "Set", "String", "Type", "UInt8",
        "URL", "UUID",
    ]

    /// The names that the module and what it takes of GedisClient have.
    private static let own: Set<String> = ["Client", "CommandClient", "Indirect", "Namespaces", "TypedCall", "Value"]
}
