import GedisKit

// Types, their codecs and their values in Python's words. Names in the codecs are those of python_runtime.py.

extension Schema {
    /// The type of its values.
    func pythonType(in types: PythonTypes) -> String {
        switch self {
        case .any: "Any"
        case .boolean: "bool"
        case .integer: "int"
        case .number: "float"
        case .string(let format):
            switch format {
            case "date-time": "dt.datetime"
            case "date": "dt.date"
            case "uuid": "UUID"
            case "decimal": "Decimal"
            default: "str"
            }
        case .bytes: "bytes"
        case .list(let element, let isSet):
            (isSet && types.areHashable(element) ? "Set" : "List") + "[\(element.pythonType(in: types))]"
        case .map(let element): "Dict[str, \(element.pythonType(in: types))]"
        case .optional(let wrapped): "Optional[\(wrapped.pythonType(in: types))]"
        case .reference(let name): name
        }
    }

    /// What its values travel by.
    func pythonCodec(in types: PythonTypes) -> String {
        switch self {
        case .any: "_any"
        case .boolean: "_truth"
        case .integer: "_integer"
        case .number: "_number"
        case .string(let format):
            switch format {
            case "date-time": "_moment"
            case "date": "_day"
            case "uuid": "_uuid"
            case "decimal": "_decimal"
            default: "_text"
            }
        case .bytes: "_bytes"
        case .list(let element, let isSet):
            (isSet && types.areHashable(element) ? "_set" : "_list") + "(\(element.pythonCodec(in: types)))"
        case .map(let element): "_map(\(element.pythonCodec(in: types)))"
        case .optional(let wrapped): "_maybe(\(wrapped.pythonCodec(in: types)))"
        case .reference(let name): PythonTypes.codec(of: name)
        }
    }
}

/// The types of a module.
struct PythonTypes {
    private let types: [String: ClientType]

    init(_ types: [ClientType]) {
        self.types = Dictionary(types.map { ($0.name, $0) }) { first, _ in first }
    }

    /// The name of a type's codec.
    static func codec(of type: String) -> String { "_" + NameCase.capitals.name(type) }

    /// Whether values can be a set's.
    func areHashable(_ schema: Schema) -> Bool {
        switch schema {
        case .boolean, .integer, .number, .string, .bytes: return true
        case .any, .list, .map: return false
        case .optional(let wrapped): return areHashable(wrapped)
        case .reference(let name):
            if case .choice = types[name]?.shape { return true }
            return false
        }
    }

    /// A default as Python writes it; nil where it is none of the schema's values.
    func literal(_ value: Value, of schema: Schema) -> String? {
        switch (schema, value) {
        case (.boolean, .boolean(let truth)): return truth ? "True" : "False"
        case (.integer, .integer(let number)), (.number, .integer(let number)): return String(number)
        case (.number, .double(let number)): return String(number)
        case (.string(format: nil), .bulk), (.string(format: "uri"), .bulk): return value.text?.quoted
        case (.string(format: "decimal"), .integer(let number)): return "Decimal(\"\(number)\")"
        case (.reference(let name), _):
            guard case .choice(let choices) = types[name]?.shape,
                let choice = choices.first(where: { $0.value.value == value })
            else { return nil }
            return "\(name).\(choice.name)"
        default: return nil
        }
    }
}
