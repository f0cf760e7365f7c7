import GedisSource

/// The glue of a variadic method: one that takes the values as an array.
///
/// Swift has no way to pass an array to a variadic parameter. But a function that takes `Int...` is compiled as one that
/// takes `[Int]`: the two function types differ by name only, and a cast between them is sound.
struct BridgeGlue {
    let method: MethodModel
    let glue: Glue

    /// The name of the method that takes an array.
    var name: String { glue.unused("\(method.name.filter { $0 != "`" })_array") }

    /// The method that takes an array.
    var text: String {
        let isStatic = method.isStatic ? "static " : ""
        let effects = (method.isAsync ? " async" : "") + (method.isThrowing ? " throws" : "")
        let result = method.result.isVoid ? "Void" : method.result.type.code
        let names = method.parameters.indices.map { "value\($0)" }
        let parameters = zip(names, method.parameters).map { "_ \($0): \(type($1, isCast: true))" }
        let variadic = method.parameters.map { type($0, isCast: false) }.joined(separator: ", ")
        let array = method.parameters.map { type($0, isCast: true) }.joined(separator: ", ")
        let labels = method.parameters.map { "\($0.label.map(SwiftName.label) ?? "_"):" }.joined()
        let calling = (method.isThrowing ? "try " : "") + (method.isAsync ? "await " : "")
        return """
            /// `\(method.name)` with an array for its variadic parameter: `T...` is compiled as `[T]`.
            \(method.isolation)private \(isStatic)func \(name)(\(parameters.joined(separator: ", ")))\(effects) -> \(result) {
                let function = \(SwiftName.escaped(method.name))(\(labels)) as (\(variadic))\(effects) -> \(result)
                let cast = unsafeBitCast(function, to: ((\(array))\(effects) -> \(result)).self)
                return \(calling)cast(\(names.joined(separator: ", ")))
            }
            """
    }

    private func type(_ parameter: ParameterModel, isCast: Bool) -> String {
        switch parameter.role {
        case .argument(let argument): parameter.type.code + (argument.isOptional ? "?" : "")
        case .rest(let isArray): isArray || isCast ? "[\(parameter.type.code)]" : "\(parameter.type.code)..."
        default: parameter.type.code + (parameter.role.isWrapped ? "?" : "")
        }
    }
}
