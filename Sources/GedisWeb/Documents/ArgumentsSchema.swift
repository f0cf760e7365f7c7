import GedisJSON
import GedisKit

/// What a call's arguments are.
struct ArgumentsSchema {
    private let parameters: [Parameter]
    private let types: TypeCatalog
    private let bytes: Value

    /// Describes what parameters take.
    ///
    /// - Parameters:
    ///   - parameters: the parameters
    ///   - types: the types of their namespace
    ///   - bytes: what an argument is that is nothing but bytes
    init(_ parameters: [Parameter], _ types: TypeCatalog, bytes: Value) {
        self.parameters = parameters
        self.types = types
        self.bytes = bytes
    }

    /// An object by the parameters' names, as the entries of its schema.
    var byName: [Value.Entry] {
        [
            Value.Entry("type", "object"),
            Value.Entry("properties", .map(parameters.map { Value.Entry(.string($0.name), schema(of: $0)) })),
            Value.Entry("required", .array(parameters.filter(\.isRequired).map { .string($0.name) })),
            Value.Entry("additionalProperties", false),
        ]
    }

    /// Describes an array in the parameters' order.
    ///
    /// - Parameter mayBeMore: whether there may be more than the parameters
    /// - Returns: the entries of its schema.
    func inOrder(mayBeMore: Bool) -> [Value.Entry] {
        let single = parameters.filter { !$0.isVariadic }
        let rest = parameters.last(where: \.isVariadic).map { types.argument($0.schema, bytes: bytes) }
        var entries = [
            Value.Entry("type", "array"), Value.Entry("minItems", .integer(parameters.count { $0.isRequired })),
        ]
        if !single.isEmpty {
            entries.append(
                Value.Entry("prefixItems", .array(single.map { types.argument($0.schema, bytes: bytes) })))
        }
        if rest == nil, !mayBeMore { entries.append(Value.Entry("maxItems", .integer(parameters.count))) }
        // Generators want to know what an array's items are, also behind those that are listed.
        entries.append(Value.Entry("items", rest ?? [:]))
        return entries
    }

    private func schema(of parameter: Parameter) -> Value {
        let one = types.argument(parameter.schema, bytes: bytes)
        let isReference = if case .reference = parameter.schema { true } else { false }
        // Not every tool reads a default beside a reference.
        let whole: Value =
            parameter.isVariadic
            ? ["type": "array", "items": one]
            : isReference && parameter.defaultLiteral != nil ? ["allOf": [one]] : one
        guard case .map(var entries) = whole else { return whole }
        if !parameter.help.isEmpty { entries.append(Value.Entry("description", .string(parameter.help))) }
        if let literal = parameter.defaultLiteral { entries.append(Value.Entry("default", literal)) }
        return .map(entries)
    }
}
