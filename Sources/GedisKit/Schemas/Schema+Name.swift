extension Schema {
    /// The type's name as people are shown it, whichever language the namespace is written in: `Int`, `[String: Double]`.
    package var typeName: String { typeName(any: "Any", day: "Day") }

    /// The type's name in Swift.
    ///
    /// - Parameters:
    ///   - any: what a value of any type is called
    ///   - day: what a date without a time is called
    /// - Returns: the name.
    package func typeName(any: String, day: String) -> String {
        func name(of schema: Schema) -> String { schema.typeName(any: any, day: day) }
        return switch self {
        case .any: any
        case .boolean: "Bool"
        case .integer: "Int"
        case .number: "Double"
        case .string(let format):
            switch format {
            case "date-time": "Date"
            case "date": day
            case "uuid": "UUID"
            case "uri": "URL"
            case "decimal": "Decimal"
            default: "String"
            }
        case .bytes: "[UInt8]"
        case .list(let element, isSet: false): "[\(name(of: element))]"
        case .list(let element, isSet: true): "Set<\(name(of: element))>"
        case .map(let element): "[String: \(name(of: element))]"
        case .optional(let wrapped): "\(name(of: wrapped))?"
        case .reference(let name): name
        }
    }
}
