import FoundationEssentials

/// The targets that a Swift package's manifest names, as its package manager says.
struct PackageTargets: Decodable {
    /// A target.
    struct Target: Decodable {
        /// Its name, which is its module's as well.
        var name: String
        /// What it is: `regular`, `executable`, `test` and others.
        var type: String
        /// Where its files are, from the package's folder; nil for the usual place.
        var path: String?

        fileprivate var canBeNamespace: Bool { type == "regular" || type == "executable" }
    }

    /// The package's name.
    var name: String
    var targets: [Target]

    /// The target that has the namespace: the one that is named as the namespace or as the package, the only one whose files
    /// import GedisKit, or the only one.
    ///
    /// - Parameter source: the package
    /// - Returns: the target, and the folder of its files from the package's.
    /// - Throws: `NamespaceError` where it is none or there are several.
    func namespace(of source: NamespaceSource) throws(NamespaceError) -> (name: String, folder: String) {
        let candidates = targets.filter(\.canBeNamespace).compactMap { target in
            folder(of: target, in: source).map { (name: target.name, folder: $0) }
        }
        for name in [source.name, self.name] {
            if let found = candidates.first(where: { $0.name.plain == name.plain }) { return found }
        }
        let importing = candidates.filter { candidate in
            source.files.contains { $0.name.hasPrefix("\(candidate.folder)/") && $0.imports("GedisKit") }
        }
        if importing.count == 1 { return importing[0] }
        if candidates.count == 1 { return candidates[0] }
        let manifest = "\(source.path.dropping(suffix: "/"))/Package.swift"
        guard !candidates.isEmpty else {
            throw NamespaceError(.source, "\(manifest): there is no target with Swift files that could be a namespace")
        }
        throw NamespaceError(
            .source,
            "\(manifest): several targets could be the namespace (\(candidates.map(\.name).joined(separator: ", "))): "
                + "name the namespace as its target, or import GedisKit in one alone")
    }

    /// Where a target's Swift files are; nil where it has none.
    private func folder(of target: Target, in source: NamespaceSource) -> String? {
        func hasFiles(_ folder: String) -> Bool {
            source.files.contains { $0.name.hasPrefix("\(folder)/") && $0.name.hasSuffix(".swift") }
        }
        if let path = target.path {
            let folder = String(path.dropping(suffix: "/"))
            return hasFiles(folder) ? folder : nil
        }
        let roots = ["Sources", "Source", "src", "srcs"]
        if let folder = roots.map({ "\($0)/\(target.name)" }).first(where: hasFiles) { return folder }
        // The files of a package's only target may lie in `Sources` itself.
        return targets.filter(\.canBeNamespace).count == 1 ? roots.first(where: hasFiles) : nil
    }
}

extension SourceFile {
    /// Whether it imports a module.
    fileprivate func imports(_ module: String) -> Bool {
        let words = SwiftTokens(bytes).tokens.map(\.text)
        return words.indices.dropFirst().contains { words[$0] == module && words[$0 - 1] == "import" }
    }
}

extension String {
    /// The text without an ending, where it has it.
    func dropping(suffix: String) -> Substring { hasSuffix(suffix) ? dropLast(suffix.count) : self[...] }
}
