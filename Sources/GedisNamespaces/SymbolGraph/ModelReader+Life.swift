import GedisKit

extension ModelReader {
    /// How an instance is made: by the `init` that is handed the most of what the server has.
    mutating func instance(from members: [SymbolGraph.Symbol]) -> InstanceModel {
        let initializers = members.filter { $0.kind.identifier == .`init` }.compactMap { symbol in
            initializer(symbol).map { (symbol, $0.0, $0.1) }
        }
        guard let (symbol, signature, parameters) = initializers.max(by: { $0.2.count < $1.2.count }) else {
            error(
                at: type,
                "\(typeName) needs an init() that is not private and takes nothing, or only what the server hands in "
                    + "(dbclient, events, log, settings, state, namespace): gedis makes one instance")
            return InstanceModel(isThrowing: false, parameters: [])
        }
        if signature.isAsync {
            error(at: symbol, "init() is called while the server loads the file: it cannot be async")
        }
        if symbol.isFailable { error(at: symbol, "init?() does not say what is wrong: throw an error instead") }
        return InstanceModel(isThrowing: signature.isThrowing, parameters: parameters)
    }

    /// What an initializer is handed; nil where it asks for something that nobody has.
    private func initializer(_ symbol: SymbolGraph.Symbol) -> (Signature, [ParameterModel])? {
        let signature = Signature(symbol)
        var parameters: [ParameterModel] = []
        for parameter in signature.parameters {
            let type = parameter.type.withoutModifiers
            if let role = graph.handedIn(type, of: parameter, toInit: true) {
                parameters.append(
                    ParameterModel(
                        label: parameter.label, name: parameter.name,
                        type: (role.isWrapped ? type.wrapped ?? type : type).spelling(in: graph), schema: .any,
                        role: role))
            } else if parameter.defaultValue == nil, parameter.type.repeated == nil {
                return nil
            }
        }
        return (signature, parameters)
    }

    /// What the type has besides commands.
    ///
    /// - Parameters:
    ///   - members: the type's members
    ///   - methods: those that could be commands
    /// - Returns: what it has; mistakes in it are noted.
    mutating func life(_ members: [SymbolGraph.Symbol], _ methods: [SymbolGraph.Symbol]) -> LifeModel {
        var life = LifeModel()
        life.before = methods.first { isBefore($0) }.flatMap { method($0, guarded: false) }
        life.stop = methods.first { isStop($0) }.flatMap { method($0, guarded: false) }
        let takesState = members.contains { member in
            guard member.kind.identifier == .`init`, let (_, parameters) = initializer(member) else { return false }
            return parameters.contains { $0.role == .state }
        }
        if takesState {
            life.state = methods.first { isState($0) }.flatMap { method($0, guarded: false) }
            if life.state == nil {
                error(
                    at: type,
                    "init takes the state of the version before, and nothing hands it on: write func state() -> State")
            }
        }
        life.hasSchedules = members.contains { member in
            member.names.title == "schedules" && member.kind.identifier == .typeProperty
                && member.fragments.contains { $0.preciseIdentifier == SourceGraph.Known.schedule }
        }
        return life
    }

    /// Whether a method is one of those that are no commands.
    func isLife(_ symbol: SymbolGraph.Symbol, _ life: LifeModel) -> Bool {
        isBefore(symbol) || isStop(symbol) || (life.state != nil && isState(symbol))
    }

    private func isBefore(_ symbol: SymbolGraph.Symbol) -> Bool {
        let types = Signature(symbol).parameters.map(\.type.identifier)
        return symbol.baseName == "before" && types == [SourceGraph.Known.call, SourceGraph.Known.context]
    }

    private func isStop(_ symbol: SymbolGraph.Symbol) -> Bool {
        let signature = Signature(symbol)
        return symbol.baseName == "stop" && signature.isAsync && signature.parameters.isEmpty
            && signature.result.isVoid
    }

    private func isState(_ symbol: SymbolGraph.Symbol) -> Bool {
        let signature = Signature(symbol)
        return symbol.baseName == "state" && signature.parameters.isEmpty && !signature.result.isVoid
    }
}

extension SymbolGraph.Symbol {
    fileprivate var isFailable: Bool { declaration.contains(/^[^(]*init[?!]/) }
}
