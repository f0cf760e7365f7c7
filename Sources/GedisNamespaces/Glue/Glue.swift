import GedisKit
import GedisSource

/// The Swift source that binds a namespace's methods to GedisKit's commands.
///
/// The glue is an extension of the author's type, so that it sees the names that the type's own methods see. Above each
/// command stands the line of the source that it comes from; an error in the glue is reported as one in that line.
struct Glue {
    /// Goes up when other glue is written for the same source.
    static let version = 9

    let model: NamespaceModel

    /// The name of the function that makes the namespace.
    var factory: String { unused("gedisNamespace") }

    /// The glue.
    var text: String {
        let imports = (["GedisKit"] + model.modules).sorted().map { "import \($0)" }.joined(separator: "\n")
        let commands = model.methods.map { CommandGlue(method: $0, glue: self).text }
        let bridges = model.methods.filter(\.isVariadic).map { method in
            "extension \(model.type) {\n\(BridgeGlue(method: method, glue: self).text.indented(by: 4))\n}"
        }
        return """
            // Generated from \(model.file). Do not edit.
            // swift-format-ignore-file

            \(imports)

            extension \(model.type) {
                /// Makes the namespace's commands. It runs once: optimizing it would only make compiling slower.
                @_optimize(none)
                nonisolated static func \(factory)(
                    in environment: GedisKit.Namespace.Environment
                ) throws -> GedisKit.Namespace {
            \(start.joined(separator: "\n").indented(by: 8))

            \(commands.joined(separator: "\n\n").indented(by: 8))

            \(life)        return namespace
                }
            }

            """ + (bridges + types).map { "\n\($0)\n" }.joined()
    }

    /// What the types of the source conform to besides.
    private var types: [String] {
        model.types.filter { !model.sharedTypes.contains($0.name) }.compactMap(SchemaGlue.choices)
            + model.plainTypes.flatMap(PlainTypeGlue.extensions)
    }

    /// The library's one exported function. It is not part of the glue, which can be built into a program as well.
    var entryPoint: String {
        """
        import GedisKit

        @_cdecl("\(NamespaceLibrary.entryPoint)")
        public func \(NamespaceLibrary.entryPoint)(_ environment: UnsafeRawPointer, _ result: UnsafeMutableRawPointer) {
            let environment = environment.assumingMemoryBound(to: GedisKit.Namespace.Environment.self).pointee
            result.initializeMemory(
                as: Result<GedisKit.Namespace, any Error>.self,
                to: Result { try \(model.type).\(factory)(in: environment) })
        }

        """
    }

    private var start: [String] {
        let types = model.types.isEmpty ? "" : "types: [\n\(SchemaGlue.types(model.types).indented(by: 4))\n], "
        let namespace =
            "var namespace = GedisKit.Namespace(name: environment.name, summary: \(model.summary.swiftLiteral), \(types)commands: [])"
        let settings = settingsTypes.enumerated().map { index, type in
            "let settings\(index) = try environment.settings(\(type).self)"
        }
        guard let instance = model.instance else { return settings + [namespace] }
        let values = instance.parameters.map { parameter in
            (parameter.label.map { "\(SwiftName.label($0)): " } ?? "") + handedIn(parameter)
        }
        let isTrying = instance.isThrowing || instance.parameters.contains { $0.role == .backend(isOptional: false) }
        let call = "\(model.type)(\(values.joined(separator: ", ")))"
        return settings + ["let instance = \(isTrying ? "try " : "")\(call)", namespace]
    }

    /// The types that settings are decoded as, each once.
    private var settingsTypes: [String] {
        let parameters = (model.instance?.parameters ?? []) + model.methods.flatMap(\.parameters)
        var types: [String] = []
        for parameter in parameters {
            guard case .settings = parameter.role, !types.contains(settingsType(parameter)) else { continue }
            types.append(settingsType(parameter))
        }
        return types
    }

    private func settingsType(_ parameter: ParameterModel) -> String {
        parameter.type.code + (parameter.role.isWrapped ? "?" : "")
    }

    /// What is passed for a parameter that the environment has.
    func handedIn(_ parameter: ParameterModel) -> String {
        switch parameter.role {
        case .namespace: "environment.name"
        case .events: "environment.events"
        case .log: "environment.log"
        case .backend(isOptional: true): "environment.backend"
        case .backend(isOptional: false): "environment.requiredBackend()"
        case .settings: "settings\(settingsTypes.firstIndex(of: settingsType(parameter)) ?? 0)"
        case .state: "environment.state(\(parameter.type.code).self)"
        case .request, .context, .argument, .rest: ""
        }
    }

    /// The statement that says what the namespace does besides answering calls.
    private var life: String {
        guard model.life.isActive else { return "" }
        var parts: [String] = []
        if model.life.hasSchedules {
            parts.append("tasks: [GedisKit.Namespace.Life.Task](\(model.type).schedules, of: instance)")
        }
        if let stop = model.life.stop { parts.append("stop: { await \(object(of: stop)).stop() }") }
        if let state = model.life.state {
            let effects = (state.isThrowing ? "try " : "") + (state.mustAwait ? "await " : "")
            parts.append("state: { try GedisKit.Namespace.Life.encode(\(effects)\(object(of: state)).state()) }")
        }
        return "        namespace.life = GedisKit.Namespace.Life(\n"
            + parts.joined(separator: ",\n").indented(by: 12) + ")\n\n"
    }

    /// What a method is called on.
    func object(of method: MethodModel) -> String { method.isStatic ? model.type : "instance" }

    /// A member's name that the type does not have yet.
    func unused(_ name: String) -> String { model.members.contains(name) ? unused(name + "_") : name }

    /// The place in the source that line `line` of the glue, from 1, comes from.
    func origin(ofLine line: Int) -> SourcePlace {
        for text in self.text.split(separator: "\n", omittingEmptySubsequences: false).prefix(line).reversed() {
            guard let rest = text.trimmed.dropping(prefix: "// ") else { continue }
            let method = model.methods.first { rest.hasPrefix("\($0.place.file):\($0.place.line): ") }
            if let method { return method.place }
        }
        return model.place
    }
}

extension MethodModel {
    /// Whether it has a variadic parameter.
    var isVariadic: Bool { parameters.contains { $0.role == .rest(isArray: false) } }
}
