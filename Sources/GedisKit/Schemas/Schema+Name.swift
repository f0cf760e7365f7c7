extension Schema {
    /// The type's name as people are shown it, whichever language the namespace is written in: `Int`, `[String: Double]`.
    package var typeName: String {
        switch self {
        case .any: "Any"
        case .boolean: "Bool"
        case .integer: "Int"
        case .number: "Double"
        case .string(let format):
            switch format {
            case "date-time": "Date"
            case "date": "Day"
            case "uuid": "UUID"
            case "uri": "URL"
            case "decimal": "Decimal"
            default: "String"
            }
        case .bytes: "[UInt8]"
        case .list(let element, isSet: false): "[\(element.typeName)]"
        case .list(let element, isSet: true): "Set<\(element.typeName)>"
        case .map(let element): "[String: \(element.typeName)]"
        case .optional(let wrapped): "\(wrapped.typeName)?"
        case .reference(let name): name
        }
    }
}
