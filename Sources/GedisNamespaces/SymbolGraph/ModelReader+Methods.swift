import GedisKit

extension ModelReader {
    /// The command that a method becomes; nil, with errors noted, where it cannot be one.
    ///
    /// - Parameters:
    ///   - symbol: the method
    ///   - guarded: whether what the namespace asks before its commands may suspend
    /// - Returns: the command.
    mutating func method(_ symbol: SymbolGraph.Symbol, guarded: Bool) -> MethodModel? {
        let name = symbol.baseName
        let isStatic = symbol.kind.identifier == .typeMethod
        let escape = "or make '\(name)' private if it is not meant as a command"
        if symbol.isGeneric {
            error(at: symbol, "'\(name)' is generic, and a request does not say types: name the types, \(escape)")
            return nil
        }
        if symbol.has("mutating") {
            error(
                at: symbol,
                "'\(name)' changes \(typeName), which all connections share: make \(typeName) an actor, "
                    + "or keep what changes in a Sendable class, \(escape)")
            return nil
        }
        if type.kind.identifier == .enum, !isStatic {
            error(at: symbol, "'\(name)' needs a value of the enum, and there is none: make it static, \(escape)")
            return nil
        }

        let signature = Signature(symbol)
        let globalActor = graph.isolation(of: symbol)
        let isNonisolated = symbol.has("nonisolated")
        let isIsolated = globalActor != nil || (isActor && !isStatic && !isNonisolated)
        let mustAwait = signature.isAsync || isIsolated || guarded
        let parameters = signature.parameters.compactMap { parameter($0, of: symbol, mustAwait: mustAwait) }
        guard parameters.count == signature.parameters.count else { return nil }
        checkOrder(of: parameters, in: symbol)
        guard let result = result(signature.result, of: symbol) else { return nil }
        if parameters.contains(where: { $0.role == .rest(isArray: false) }), result.type.text.hasPrefix("some ") {
            error(at: symbol, "'\(name)' is variadic and returns '\(result.type.text)': name the type it returns")
        }
        return MethodModel(
            name: name, declaration: symbol.declaration, place: symbol.place ?? .start, isStatic: isStatic,
            isolation: globalActor.map { $0 + " " } ?? (isNonisolated ? "nonisolated " : ""),
            isAsync: signature.isAsync, isIsolated: isIsolated, mustAwait: mustAwait, isThrowing: signature.isThrowing,
            parameters: parameters, result: result, documentation: symbol.documentation,
            deprecation: symbol.deprecation)
    }

    /// Arguments have an order and no names: those that may be missing come last.
    private mutating func checkOrder(of parameters: [ParameterModel], in symbol: SymbolGraph.Symbol) {
        var optional: String?
        var rest: String?
        for parameter in parameters where parameter.isDecoded {
            if let rest {
                error(at: symbol, "'\(rest)' takes all arguments that are left: move '\(parameter.name)' before it")
            } else if let optional, parameter.isRequired {
                error(
                    at: symbol,
                    "'\(parameter.name)' must be given and '\(optional)' may be left out: "
                        + "move '\(parameter.name)' before '\(optional)'")
            }
            if case .rest = parameter.role { rest = parameter.name }
            if !parameter.isRequired { optional = optional ?? parameter.name }
        }
    }

    /// What a method's return type means for its reply; nil, with an error noted, where it cannot be replied.
    private mutating func result(_ type: TypeReference, of symbol: SymbolGraph.Symbol) -> ResultModel? {
        let spelling = type.spelling(in: graph)
        if type.isVoid { return ResultModel(type: spelling, schema: .any, isVoid: true, writingThrows: false) }
        guard let writing = graph.writing(type, plainTypes) else {
            error(
                at: symbol,
                "'\(symbol.baseName)' returns \(type.text), which cannot be a reply: "
                    + "return text, a number, a list of such, a Value, or a type that conforms to Encodable or Reply")
            return nil
        }
        return ResultModel(
            type: spelling, schema: schemas.schema(type), isVoid: false, writingThrows: writing != .cannotThrow)
    }
}

extension SourceGraph {
    /// Whether writing a reply can fail.
    enum Writing { case cannotThrow, mayThrow }

    /// How a type becomes a reply; nil where it is known not to.
    func writing(_ type: TypeReference, _ plainTypes: PlainTypes) -> Writing? {
        if let wrapped = type.wrapped { return writing(wrapped, plainTypes) }
        if let elements = type.elements {
            return elements.reduce(.cannotThrow) { sum, element in
                guard let sum, let writing = writing(element, plainTypes) else { return nil }
                return sum == .mayThrow ? .mayThrow : writing
            }
        }
        if type.text.hasPrefix("(") || type.text.contains("->") { return nil }
        guard let identifier = type.identifier, !isAlias(identifier) else {
            return type.identifiers == [Known.reply] ? .cannotThrow : .mayThrow
        }
        if Self.replies.contains(identifier) || conforms(identifier, to: Known.reply) { return .cannotThrow }
        if conforms(identifier, to: Known.rawRepresentable) || plainTypes.writes(identifier) { return .cannotThrow }
        if conforms(identifier, to: Known.encodable) || !declares(identifier) { return .mayThrow }
        return nil
    }

    /// What GedisKit makes replies of.
    private static let replies: Set<String> = [
        "s:SS", "s:Ss", "s:Sb", "s:Sd", "s:Sf", "s:Si", "s:s4Int8V", "s:s5Int16V", "s:s5Int32V", "s:s5Int64V", "s:Su",
        "s:s5UInt8V", "s:s6UInt16V", "s:s6UInt32V", "s:s6UInt64V", "s:8GedisKit5ValueO", "s:8GedisKit6ScalarO",
    ]
}
