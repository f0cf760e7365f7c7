extension SourceGraph {
    /// The type that is the namespace: the one that is named like it, or the only one that has methods.
    ///
    /// - Throws: `NamespaceError` when there is no such type or more than one.
    func mainType(of source: NamespaceSource) throws(NamespaceError) -> SymbolGraph.Symbol {
        let types = symbols.filter { $0.isType && $0.pathComponents.count == 1 }
            .sorted { ($0.place ?? .start) < ($1.place ?? .start) }
        let wanted = source.name.plain
        if let type = types.first(where: { $0.names.title.plain == wanted }) { return type }

        let candidates = types.filter { type in members(of: type).contains { $0.isMethod && !isWitness($0) } }
        if candidates.count == 1, let type = candidates.first { return type }
        let type = source.name.prefix(1).uppercased() + source.name.dropFirst()
        let place = candidates.first?.place ?? .start
        let found =
            candidates.isEmpty
            ? "has no struct, enum, class or actor whose methods could be the commands"
            : "has several types with methods (\(candidates.map(\.names.title).joined(separator: ", ")))"
        let advice = candidates.isEmpty ? "write one, such as struct \(type)" : "name the namespace's own \(type)"
        throw .source(source, [source.diagnostic(at: place, "\(source.fileName) \(found); \(advice)")])
    }
}

extension String {
    /// A name without what file names and type names spell differently.
    var plain: String { lowercased().filter { $0 != "_" && $0 != "-" } }
}
