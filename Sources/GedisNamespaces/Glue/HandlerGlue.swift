import GedisSource

/// The body of a command's handler: it reads the arguments and calls the method, for each call where it may suspend.
///
/// Where a call leaves arguments out, the method is called without them, so that its own default values hold.
struct HandlerGlue {
    let method: MethodModel
    let glue: Glue

    /// What the handler's closure is handed.
    var parameters: String {
        method.mustAwait ? "calls" : needsContext ? "arguments, reply, caller" : "arguments, reply"
    }

    /// The kind of handler that it is.
    var kind: String {
        method.mustAwait ? "asynchronous" : needsContext ? "synchronousForCaller" : "synchronous"
    }

    /// Whether it is handed who calls.
    private var needsContext: Bool {
        glue.model.life.before != nil
            || method.parameters.contains { $0.role == .context || $0.role == .log }
    }

    /// The body's statements.
    var lines: [String] {
        guard method.mustAwait else { return statements }
        let loop = ["while calls.next() {"] + statements.map { "    " + $0 } + ["}"]
        guard isOnActor else { return loop }
        return ["try await calls.answer(on: instance) { calls, instance in"] + loop.map { "    " + $0 } + ["}"]
    }

    /// Whether its calls are answered on the namespace's own actor: those of a pipeline go there together.
    private var isOnActor: Bool {
        method.isIsolated && !method.isStatic && method.isolation.isEmpty && !method.isVariadic
            && !needsContext
    }

    private var arguments: String { method.mustAwait ? "calls.arguments" : "arguments" }

    private var statements: [String] {
        var lines: [String] = []
        if needsContext {
            let caller = method.mustAwait ? "calls.caller" : "caller"
            lines.append(
                "let context = GedisKit.Context(caller: \(caller), command: \(method.name.swiftLiteral), in: environment)"
            )
        }
        if let before = glue.model.life.before { lines.append(guardCall(before)) }
        for parameter in method.parameters {
            switch parameter.role {
            case .backend(isOptional: false):
                lines.append("let \(variable(parameter)) = try environment.requiredBackend()")
            case .request where method.mustAwait:
                lines.append("let \(variable(parameter)) = GedisKit.Request(copying: \(arguments))")
            default: break
            }
        }
        for (index, parameter) in decoded.enumerated() {
            if !parameter.isRequired {
                let reply = reply(givenArguments: index)
                let otherwise = method.mustAwait ? "\(reply); continue" : "return \(reply)"
                lines.append("guard \(arguments).count > \(index) else { \(otherwise) }")
            }
            lines.append("let \(variable(parameter)) = try \(decode(parameter, at: index))")
        }
        lines.append(reply(givenArguments: decoded.count))
        return lines
    }

    /// Asks whether the call may go on.
    private func guardCall(_ before: MethodModel) -> String {
        let effects = (before.isThrowing ? "try " : "") + (before.isAsync || before.isIsolated ? "await " : "")
        let call =
            "GedisKit.Call(command: \(method.name.swiftLiteral), request: GedisKit.Request(copying: \(arguments)))"
        let labels = before.parameters.map { $0.label.map { "\(SwiftName.label($0)): " } ?? "" }
        return "\(effects)\(glue.object(of: before)).before(\(labels[0])\(call), \(labels[1])context)"
    }

    private var decoded: [ParameterModel] { method.parameters.filter(\.isDecoded) }

    private func decode(_ parameter: ParameterModel, at index: Int) -> String {
        let isRest = if case .rest = parameter.role { true } else { false }
        return isRest
            ? "\(arguments).decodeRest(\(parameter.type.code).self, from: \(index), \(parameter.name.swiftLiteral))"
            : "\(arguments).decode(\(parameter.type.code).self, at: \(index), \(parameter.name.swiftLiteral))"
    }

    /// The call of the method and the reply of what it returns, where the request has `count` arguments.
    private func reply(givenArguments count: Int) -> String {
        let effects =
            (method.isThrowing || method.result.writingThrows ? "try " : "")
            + (method.isAsync || method.isIsolated && !isOnActor ? "await " : "")
        return "\(effects)\(method.mustAwait ? "calls." : "")reply.result(\(call(givenArguments: count)))"
    }

    private func call(givenArguments count: Int) -> String {
        let object = glue.object(of: method)
        let given = Set(decoded.prefix(count).map(\.name))
        if method.isVariadic, count == decoded.count {
            let values = method.parameters.map { value($0, isGiven: true) ?? "" }
            return "\(object).\(BridgeGlue(method: method, glue: glue).name)(\(values.joined(separator: ", ")))"
        }
        let values = method.parameters.compactMap { parameter in
            value(parameter, isGiven: given.contains(parameter.name))
                .map { (parameter.label.map { "\(SwiftName.label($0)): " } ?? "") + $0 }
        }
        return "\(object).\(SwiftName.escaped(method.name))(\(values.joined(separator: ", ")))"
    }

    /// What is passed for a parameter; nil where it is left to the method's default value.
    private func value(_ parameter: ParameterModel, isGiven: Bool) -> String? {
        switch parameter.role {
        case .request: method.mustAwait ? variable(parameter) : "GedisKit.Request(copying: arguments)"
        case .context: "context"
        case .log: "context.log"
        case .backend(isOptional: false): variable(parameter)
        case .namespace, .events, .backend, .settings, .state: glue.handedIn(parameter)
        case .argument(let argument): isGiven ? variable(parameter) : argument.defaultValue == nil ? "nil" : nil
        case .rest(let isArray): isGiven ? variable(parameter) : isArray ? "[]" : nil
        }
    }

    /// The variable that holds a parameter's value: its own name, unless the glue needs that itself.
    private func variable(_ parameter: ParameterModel) -> String {
        var name = parameter.name
        let others = Set(method.parameters.map(\.name)).subtracting([name])
        while Self.reserved.contains(name) || name.hasPrefix("settings") || name.first?.isUppercase == true
            || others.contains(name)
        {
            name = "_" + name
        }
        return SwiftName.escaped(name)
    }

    private static let reserved: Set<String> = [
        "arguments", "calls", "reply", "instance", "environment", "context", "caller", "_",
    ]
}
