import GedisKit

/// Reads a namespace from a source file's symbol graph, and finds everything that keeps it from being one.
struct ModelReader {
    let source: NamespaceSource
    let graph: SourceGraph
    let type: SymbolGraph.Symbol
    private(set) var diagnostics: [Diagnostic] = []
    var schemas: SchemaReader
    let plainTypes: PlainTypes

    /// The namespace that a source file holds.
    ///
    /// - Parameters:
    ///   - graph: what the compiler says of the file
    ///   - source: the file
    ///   - shared: what the compiler says of the module that it shares with others; nil where it imports nothing of that
    /// - Returns: the namespace.
    /// - Throws: `NamespaceError` with all that is wrong in it.
    static func read(
        _ graph: SourceGraph, of source: NamespaceSource, shared: SourceGraph?
    ) throws(NamespaceError) -> NamespaceModel {
        var reader = ModelReader(source: source, graph: graph, shared: shared, type: try graph.mainType(of: source))
        let model = reader.model()
        let errors = reader.diagnostics
        guard errors.isEmpty else { throw .source(source, errors.sorted { $0.place < $1.place }) }
        return model
    }

    private init(source: NamespaceSource, graph: SourceGraph, shared: SourceGraph?, type: SymbolGraph.Symbol) {
        self.source = source
        self.graph = graph
        self.type = type
        schemas = SchemaReader(
            [SchemaReader.Module(graph: graph, files: source.files)]
                + (shared.map { [SchemaReader.Module(graph: $0, files: source.shared?.files ?? [])] } ?? []))
        plainTypes = PlainTypes(files: source.files, graph: graph)
    }

    /// Notes an error in the source.
    mutating func error(at symbol: SymbolGraph.Symbol, _ message: String) {
        diagnostics.append(source.diagnostic(at: symbol.place ?? .start, message))
    }

    var typeName: String { type.names.title }
    var isActor: Bool { graph.conforms(type.identifier.precise, to: SourceGraph.Known.actor) }

    private mutating func model() -> NamespaceModel {
        let members = graph.members(of: type)
        let all = type.isGeneric ? [] : members.filter { $0.isMethod && !graph.isWitness($0) }
        let life = life(members, all)
        let candidates = all.filter { !isLife($0, life) }
        checkType(candidates)
        checkNames(candidates)
        let guarded = life.before.map { $0.isAsync || $0.isIsolated } ?? false
        let methods = candidates.compactMap { method($0, guarded: guarded) }
        let needsInstance = life.needsInstance || !methods.allSatisfy(\.isStatic)
        return NamespaceModel(
            file: source.fileName, type: typeName, place: type.place ?? .start, summary: type.documentation.summary,
            instance: needsInstance ? instance(from: members) : nil, life: life,
            modules: modules(of: candidates), members: Set(members.map(\.baseName)), methods: methods,
            types: schemas.types, sharedTypes: schemas.sharedTypes,
            plainTypes: plainTypes.models(named: Set(schemas.types.map(\.name)).subtracting(schemas.sharedTypes)))
    }

    private mutating func checkType(_ methods: [SymbolGraph.Symbol]) {
        guard !type.isGeneric else {
            return error(at: type, "\(typeName) is generic, and gedis makes one instance of it")
        }
        guard !methods.isEmpty else {
            return error(at: type, "\(typeName) has no commands: a method that is not private becomes one")
        }
        guard graph.isolation(of: type) == nil else {
            return error(at: type, "\(typeName) is isolated to a global actor; make it an actor of its own")
        }
        let makesInstance = methods.contains { $0.kind.identifier == .method }
        guard makesInstance, !graph.conforms(type.identifier.precise, to: SourceGraph.Known.sendable) else { return }
        let advice =
            type.kind.identifier == .class ? "say 'final class \(typeName): Sendable'" : "make its parts Sendable"
        error(at: type, "\(typeName) is used by several threads at once: \(advice), or make it an actor")
    }

    /// Commands differ by their names alone, in any case.
    private mutating func checkNames(_ methods: [SymbolGraph.Symbol]) {
        var first: [String: SymbolGraph.Symbol] = [:]
        for method in methods {
            let name = method.baseName
            if name.contains(where: { $0.isWhitespace || $0 == "." }) {
                error(at: method, "'\(name)' cannot be typed as a command's name: rename it, or make it private")
            }
            if let other = first[name.lowercased()] {
                error(
                    at: method,
                    "'\(name)' is the name of the command on line \(line(of: other, seenFrom: method)) already, and "
                        + "clients distinguish commands by name alone, in any case: rename one, or make it private")
            }
            first[name.lowercased()] = method
        }
    }

    /// A declaration's line, with its file where that is another.
    private func line(of symbol: SymbolGraph.Symbol, seenFrom other: SymbolGraph.Symbol) -> String {
        guard let place = symbol.place else { return "0" }
        return place.file == other.place?.file ? "\(place.line)" : "\(place.line) of \(place.file)"
    }

    /// Modules whose types the glue has to name.
    private func modules(of methods: [SymbolGraph.Symbol]) -> [String] {
        let types = methods.flatMap { method in
            let signature = Signature(method)
            return signature.parameters.flatMap(\.type.identifiers) + signature.result.identifiers
        }
        return Set(types.filter { !graph.declares($0) }.compactMap(Self.module)).sorted()
    }

    /// The module in a mangled name, such as `FoundationEssentials` in `s:20FoundationEssentials4DateV`. The standard
    /// library's names have none: they are abbreviated.
    private static func module(of identifier: String) -> String? {
        guard let match = identifier.prefixMatch(of: /s:([0-9]+)/), let length = Int(match.1) else { return nil }
        let name = String(identifier[match.range.upperBound...].prefix(length))
        if name.hasPrefix(SharedModule.prefix) { return SharedSource.module }
        return name == "GedisKit" || name.hasPrefix("_") ? nil : name
    }
}

extension SourceGraph {
    /// The global actor that a declaration says it is isolated to, such as `@MainActor`.
    func isolation(of symbol: SymbolGraph.Symbol) -> String? {
        let attributes = symbol.fragments.prefix { $0.kind != .identifier }.filter { $0.kind == .attribute }
        return attributes.first { attribute in
            guard let identifier = attribute.preciseIdentifier else { return false }
            return identifier == Known.mainActor || conforms(identifier, to: Known.globalActor)
        }.map { "@" + $0.spelling }
    }
}

extension SymbolGraph.Symbol {
    /// A method's name without its parameters' labels.
    var baseName: String { String(names.title.prefix { $0 != "(" }) }
}
