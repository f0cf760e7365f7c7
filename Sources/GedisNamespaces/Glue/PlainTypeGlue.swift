import GedisSource

/// The glue that reads and writes a type without `Codable`.
enum PlainTypeGlue {
    /// The type's conformances.
    static func extensions(_ type: PlainTypeModel) -> [String] {
        guard let fields = type.fields else {
            let protocols =
                (type.isDecodable ? ["GedisKit.PlainValue"] : []) + (type.isEncodable ? ["GedisKit.Reply"] : [])
            return ["extension \(type.name): \(protocols.joined(separator: ", ")) {}"]
        }
        return (type.isDecodable ? [reading(type.name, fields)] : [])
            + (type.isEncodable ? [writing(type.name, fields)] : [])
    }

    private static func reading(_ type: String, _ fields: [PlainTypeModel.Field]) -> String {
        let variables = fields.indices.map { "value\($0)" }
        let declarations = zip(variables, fields).map { "        var \($0): \($1.type.code)?\n" }
        let members = zip(variables, fields).map { "            json.member(\($1.name.swiftLiteral), &\($0))\n" }
        let required = zip(variables, fields).filter { !$1.isOptional }.map { ", let \($0.0)" }
        let values = zip(variables, fields).map { variable, field in
            "\(SwiftName.label(field.name)): \(variable)" + (field.isOptional ? " ?? nil" : "")
        }
        return """
            extension \(type): GedisKit.PlainRecord {
                public static func gedisRead(_ json: inout GedisKit.PlainJSON) -> \(type)? {
            \(declarations.joined())        json.beginObject()
                    while json.hasMembers() {
            \(members.joined())        }
                    guard !json.hasFailed\(required.joined()) else { return nil }
                    return \(type)(\(values.joined(separator: ", ")))
                }
            }
            """
    }

    private static func writing(_ type: String, _ fields: [PlainTypeModel.Field]) -> String {
        let required = fields.count { !$0.isOptional }
        let optional = fields.filter(\.isOptional).map { " + (self.\(SwiftName.escaped($0.name)) == nil ? 0 : 1)" }
        let statements = fields.map { field in
            let property = "self.\(SwiftName.escaped(field.name))"
            let key = "reply.constant(\("$\(field.name.utf8.count)\r\n\(field.name)\r\n".swiftLiteral))"
            guard field.isOptional else { return "        \(key)\n        \(property).write(to: &reply)\n" }
            return
                "        if let value = \(property) {\n            \(key)\n            value.write(to: &reply)\n        }\n"
        }
        return """
            extension \(type): GedisKit.Reply {
                public func write(to reply: inout GedisKit.ReplyWriter) {
                    reply.map(count: \(required)\(optional.joined()))
            \(statements.joined())    }
            }
            """
    }
}
