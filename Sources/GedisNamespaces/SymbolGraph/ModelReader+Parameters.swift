import GedisKit

extension ModelReader {
    /// What a parameter is to the glue; nil, with an error noted, where no argument can become its value.
    mutating func parameter(
        _ parameter: Signature.Parameter, of symbol: SymbolGraph.Symbol, mustAwait: Bool
    ) -> ParameterModel? {
        let type = parameter.type.withoutModifiers
        if let role = graph.handedIn(type, of: parameter) {
            let inner = role.isWrapped ? type.wrapped ?? type : type
            return ParameterModel(
                label: parameter.label, name: parameter.name, type: inner.spelling(in: graph), schema: .any, role: role)
        }
        var (value, role) = graph.decoded(type, default: parameter.defaultValue)
        let place = "parameter '\(parameter.name)' of '\(symbol.baseName)'"
        guard graph.canBeArgument(value) else {
            error(
                at: symbol,
                "\(place) cannot be read from an argument: \(NamespaceSource.argumentAdvice(value.text))")
            return nil
        }
        if mustAwait, let identifier = value.identifier, graph.declares(identifier), !graph.isAlias(identifier),
            !graph.conforms(identifier, to: SourceGraph.Known.sendable)
        {
            error(at: symbol, "\(place) goes to another thread: make \(value.text) conform to Sendable")
            return nil
        }
        if case .argument(var argument) = role, let defaultValue = argument.defaultValue {
            argument.rawDefault = schemas.rawValue(ofCase: defaultValue, of: value)
            role = .argument(argument)
        }
        return ParameterModel(
            label: parameter.label, name: parameter.name, type: value.spelling(in: graph),
            schema: schemas.schema(value),
            role: role)
    }
}

extension SourceGraph {
    /// The role of a parameter that the server hands in.
    ///
    /// - Parameters:
    ///   - type: the parameter's type
    ///   - parameter: the parameter
    ///   - toInit: whether it is the namespace's `init` that takes it
    /// - Returns: the role; nil for what is read from the request.
    func handedIn(
        _ type: TypeReference, of parameter: Signature.Parameter, toInit: Bool = false
    ) -> ParameterModel.Role? {
        if type.identifier == Known.request, !toInit { return .request }
        if type.identifier == Known.context, !toInit { return .context }
        if type.identifier == Known.events { return .events }
        if type.identifier == Known.log { return .log }
        let isNamed = { (name: String) in parameter.name == name || parameter.label == name }
        if isNamed("settings"), isRecord(type.wrapped ?? type) { return .settings(isOptional: type.wrapped != nil) }
        if toInit, isNamed("state"), let state = type.wrapped, isRecord(state) { return .state }
        if type.identifier == Known.string, parameter.name == "namespace" || parameter.label == "namespace" {
            return .namespace
        }
        if let wrapped = type.wrapped, wrapped.isBackend { return .backend(isOptional: true) }
        return type.isBackend ? .backend(isOptional: false) : nil
    }

    /// Whether a type is decoded from JSON.
    private func isRecord(_ type: TypeReference) -> Bool {
        if type.elements != nil { return true }
        guard let identifier = type.identifier, declares(identifier) else { return false }
        return isAlias(identifier) || conforms(identifier, to: Known.decodable)
    }

    /// The type of one value, and how many arguments it is read from.
    fileprivate func decoded(
        _ type: TypeReference, default defaultValue: String?
    ) -> (TypeReference, ParameterModel.Role) {
        if let element = type.repeated { return (element, .rest(isArray: false)) }
        if !type.text.hasPrefix("Set<"), let elements = type.elements, elements.count == 1, defaultValue == nil,
            elements[0].identifier != Known.byte
        {
            return (elements[0], .rest(isArray: true))
        }
        let argument = ParameterModel.Argument(isOptional: type.wrapped != nil, defaultValue: defaultValue)
        return (type.wrapped ?? type, .argument(argument))
    }

    /// Whether a type can be read from an argument, as far as the file says; of other modules' types only the compiler
    /// knows.
    fileprivate func canBeArgument(_ type: TypeReference) -> Bool {
        if let wrapped = type.wrapped { return canBeArgument(wrapped) }
        if let elements = type.elements { return elements.allSatisfy(canBeArgument) }
        guard let identifier = type.identifier else { return false }
        guard declares(identifier), !isAlias(identifier) else { return true }
        return [Known.argument, Known.rawRepresentable, Known.decodable].contains { conforms(identifier, to: $0) }
    }
}

extension TypeReference {
    fileprivate var isBackend: Bool {
        identifiers == [SourceGraph.Known.backend] && ["any Backend", "any GedisKit.Backend"].contains(text)
    }
}
