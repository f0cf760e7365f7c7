import GedisKit

// Types, their codecs and their values in TypeScript's words. Names in the codecs are those of typescript_runtime.ts.

extension Schema {
    /// The type of its values.
    func typeScriptType(in types: TypeScriptTypes) -> String {
        switch self {
        case .any: "unknown"
        case .boolean: "boolean"
        case .integer, .number: "number"
        case .string(let format): format == "date-time" ? "Date" : "string"
        case .bytes: "Uint8Array"
        case .list(let element, let isSet):
            (isSet && types.arePrimitive(element) ? "Set" : "Array") + "<\(element.typeScriptType(in: types))>"
        case .map(let element): "Record<string, \(element.typeScriptType(in: types))>"
        case .optional(let wrapped): "\(wrapped.typeScriptType(in: types)) | null"
        case .reference(let name): name
        }
    }

    /// What its values travel by.
    func typeScriptCodec(in types: TypeScriptTypes) -> String {
        switch self {
        case .any: "$any"
        case .boolean: "$truth"
        case .integer, .number: "$number"
        case .string(let format): format == "date-time" ? "$moment" : "$text"
        case .bytes: "$bytes"
        case .list(let element, let isSet):
            (isSet && types.arePrimitive(element) ? "$set" : "$list") + "(\(element.typeScriptCodec(in: types)))"
        case .map(let element): "$map(\(element.typeScriptCodec(in: types)))"
        case .optional(let wrapped): "$maybe(\(wrapped.typeScriptCodec(in: types)))"
        case .reference(let name): "$\(name)"
        }
    }

    /// The schema of what is there, where it may be missing.
    var present: Schema { if case .optional(let wrapped) = self { wrapped } else { self } }
}

/// The types of a module.
struct TypeScriptTypes {
    private let types: [String: ClientType]

    init(_ types: [ClientType]) {
        self.types = Dictionary(types.map { ($0.name, $0) }) { first, _ in first }
    }

    /// Whether two values that look the same are the same, as those of a `Set` must be.
    func arePrimitive(_ schema: Schema) -> Bool {
        switch schema {
        case .boolean, .integer, .number: return true
        case .string(let format): return format != "date-time"
        case .any, .bytes, .list, .map: return false
        case .optional(let wrapped): return arePrimitive(wrapped)
        case .reference(let name):
            if case .choice = types[name]?.shape { return true }
            return false
        }
    }

    /// A default as TypeScript writes it; nil where it is none of the schema's values.
    func literal(_ value: Value, of schema: Schema) -> String? {
        switch (schema, value) {
        case (.boolean, .boolean(let truth)): return String(truth)
        case (.integer, .integer(let number)), (.number, .integer(let number)): return String(number)
        case (.number, .double(let number)): return String(number)
        case (.string(format: nil), .bulk), (.string(format: "uri"), .bulk): return value.text?.quoted
        case (.string(format: "decimal"), .integer(let number)): return "\"\(number)\""
        case (.reference(let name), _):
            guard case .choice(let choices) = types[name]?.shape else { return nil }
            return choices.first { $0.value.value == value }.map { Self.literal($0.value) }
        default: return nil
        }
    }

    /// A value of an enum.
    static func literal(_ choice: TypeDescription.Choice) -> String {
        switch choice {
        case .text(let text): text.quoted
        case .integer(let number): String(number)
        }
    }

    /// A member's name, in quotes where it is no identifier.
    static func member(_ name: String) -> String {
        name.wholeMatch(of: /[A-Za-z_$][A-Za-z0-9_$]*/) == nil ? name.quoted : name
    }
}
