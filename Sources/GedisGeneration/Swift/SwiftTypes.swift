import GedisKit
import GedisSource

// Types and their values in Swift's words.

extension Schema {
    /// The type of its values: there is none for a day.
    var swiftType: String { typeName(any: "Value", day: "String") }

    /// The schemas in it, itself among them.
    fileprivate var parts: [Schema] {
        switch self {
        case .any, .boolean, .integer, .number, .string, .bytes, .reference: [self]
        case .list(let element, _), .map(let element), .optional(let element): [self] + element.parts
        }
    }

    /// The type whose values stand in those of this one, not in memory of their own.
    fileprivate var inlineReference: String? {
        switch self {
        case .reference(let name): name
        case .optional(let wrapped): wrapped.inlineReference
        case .any, .boolean, .integer, .number, .string, .bytes, .list, .map: nil
        }
    }
}

/// The types of a module.
struct SwiftTypes {
    private let types: [String: ClientType]

    init(_ types: [ClientType]) {
        self.types = Dictionary(types.map { ($0.name, $0) }) { first, _ in first }
    }

    /// Whether a value of a record would be in itself by a member.
    func isRecursive(_ member: ClientType.Member, of record: String) -> Bool {
        var seen: Set<String> = []
        var left = [member.schema.inlineReference].compactMap(\.self)
        while let name = left.popLast() {
            if name == record { return true }
            guard seen.insert(name).inserted, case .record(let members) = types[name]?.shape else { continue }
            left += members.compactMap(\.schema.inlineReference)
        }
        return false
    }

    /// A default as Swift writes it; nil where it is none of the schema's values, or no literal says it.
    func literal(_ value: Value, of schema: Schema) -> String? {
        switch (schema, value) {
        case (.boolean, .boolean(let truth)): return String(truth)
        case (.integer, .integer(let number)), (.number, .integer(let number)): return String(number)
        case (.number, .double(let number)): return number.isFinite ? String(number) : nil
        case (.string(format: nil), .bulk): return value.text.map(\.swiftLiteral)
        case (.string(format: "decimal"), .integer(let number)): return String(number)
        case (.reference(let name), _):
            guard case .choice(let choices) = types[name]?.shape else { return nil }
            return choices.first { $0.value.value == value }.map { "." + SwiftName.escaped($0.name) }
        default: return nil
        }
    }

    /// Whether a client's module has types of Foundation's in it.
    static func needFoundation(_ client: ClientModel) -> Bool {
        client.schemas.contains { ["Date", "UUID", "URL", "Decimal"].contains($0.swiftType) }
    }

    /// Whether a client's module has values of any type in it.
    static func needValues(_ client: ClientModel) -> Bool { client.schemas.contains(.any) }
}

extension ClientModel {
    /// All that parameters, results and members are, and what is in those.
    fileprivate var schemas: [Schema] {
        let members: [ClientType.Member] = types.flatMap { type in
            guard case .record(let members) = type.shape else { return [] as [ClientType.Member] }
            return members
        }
        let commands: [Command] = namespaces.flatMap(\.commands)
        let used: [Schema] =
            members.map(\.schema) + commands.flatMap { $0.parameters.map(\.schema) } + commands.compactMap(\.result)
        return used.flatMap(\.parts)
    }
}
