package import GedisKit

extension Parameter {
    /// The default as JSON; nil where there is none, or its source is no plain literal. Lists are not shown.
    package var defaultLiteral: Value? {
        guard case .defaulted(let expression) = presence, expression != "null",
            let value = try? Value(json: Array(expression.utf8), deepest: 0)
        else { return nil }
        switch value {
        case .bulk, .boolean: return value
        case .bigNumber(let digits): return Int(digits).map(Value.integer) ?? Double(digits).map(Value.double)
        default: return nil
        }
    }
}
