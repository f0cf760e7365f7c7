/// The Swift source that binds a namespace's methods to GedisKit's commands.
///
/// The glue is an extension of the author's type, so that it sees the names that the type's own methods see. Above each
/// command stands the line of the source that it comes from; an error in the glue is told as an error in that line.
struct Glue {
    /// Goes up when other glue is written for the same source.
    static let version = 5

    let model: NamespaceModel

    /// The name of the function that makes the namespace.
    var factory: String { unused("gedisNamespace") }

    /// The glue.
    var text: String {
        let imports = (["GedisKit"] + model.modules).sorted().map { "import \($0)" }.joined(separator: "\n")
        let commands = model.methods.map { CommandGlue(method: $0, glue: self).text }
        let bridges = model.methods.filter(\.isVariadic).map { BridgeGlue(method: $0, glue: self).text }
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
            \(start.joined(separator: "\n").indented(by: 2))

            \(commands.joined(separator: "\n\n").indented(by: 2))

                    return namespace
                }
            }

            """ + bridges.map { "\nextension \(model.type) {\n\($0.indented(by: 1))\n}\n" }.joined()
                + model.types.compactMap(SchemaGlue.choices).map { "\n\($0)\n" }.joined()
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
        let types = model.types.isEmpty ? "" : "types: [\n\(SchemaGlue.types(model.types).indented(by: 1))\n], "
        let namespace =
            "var namespace = GedisKit.Namespace(name: environment.name, summary: \(model.summary.literal), \(types)commands: [])"
        switch model.instance {
        case .none: return [namespace]
        case .made: return ["let instance = \(model.type)()", namespace]
        case .madeThrowing: return ["let instance = try \(model.type)()", namespace]
        }
    }

    /// A member's name that the type does not have yet.
    func unused(_ name: String) -> String { model.members.contains(name) ? unused(name + "_") : name }

    /// The place in the source that line `line` of the glue, from 1, comes from.
    func origin(ofLine line: Int) -> SourcePlace {
        let mark = "// \(model.file):"
        for text in self.text.split(separator: "\n", omittingEmptySubsequences: false).prefix(line).reversed() {
            guard let rest = text.trimmed.dropping(prefix: mark) else { continue }
            let line = Int(rest.prefix(while: \.isNumber))
            return model.methods.first { $0.place.line == line }?.place ?? model.place
        }
        return model.place
    }
}

extension MethodModel {
    /// Whether it has a variadic parameter.
    var isVariadic: Bool { parameters.contains { $0.role == .rest(isArray: false) } }
}
