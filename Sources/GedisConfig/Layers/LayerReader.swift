internal import GedisSettings

/// Finds the files that a definition is made of, and puts them together.
///
/// The strongest first: the instance's file for the environment, its own file, what it extends (each template for the
/// environment and then its own file), and the defaults of the repo's file, for the environment and then for all.
struct LayerReader: Sendable {
    /// The key that names what a server extends.
    static let key = "extends"

    /// What the definition is of.
    var kind: InstanceKind
    /// The instance's file without its ending, from the repo's folder on: `server/main`.
    var stem: String
    /// The environment whose files are read too; nil for none.
    var environment: String?
    /// Where the other files are.
    var files: DefinitionFiles

    /// The instance's own file.
    var file: String { DefinitionFile.path(stem) }

    /// Puts the files together of which an instance's own is one.
    func read(_ own: YAMLDocument) -> LayeredDocument {
        var layered = LayeredDocument()
        let above = environment.flatMap { document(DefinitionFile.path(stem, $0), &layered) }
        if let above, let environment {
            layered.add(above.entries, from: LayerOrigin(file: DefinitionFile.path(stem, environment)))
        }
        layered.own = layered.origins.count
        layered.add(own.entries, from: LayerOrigin(file: file))
        let defaults = readDefaults(&layered)
        // The environment's defaults can say it too.
        var found = layered
        for layer in defaults { found.add(layer.entries, from: layer.origin) }
        var seen = stem.hasPrefix(DefinitionFile.templates + "/") ? [String(stem.split(separator: "/")[1])] : []
        addTemplate(found[Self.key], of: found, after: &seen, to: &layered)
        for layer in defaults { layered.add(layer.entries, from: layer.origin) }
        return layered
    }

    // MARK: - Templates

    /// Adds what a key names, and what that extends itself.
    private func addTemplate(
        _ entry: YAMLEntry?, of place: LayeredDocument, after seen: inout [String], to layered: inout LayeredDocument
    ) {
        // A value that is none is its field's business.
        guard kind == .server, let entry, let name = entry.value.scalar?.text, !name.isEmpty, !entry.value.isNull,
            InstanceName.isValid(name)
        else { return }
        func complain(_ message: String) {
            let origin = place.origin(of: entry.value)
            layered.problems.append(
                Problem(file: origin.file, at: entry.value.position, key: origin.prefix + Self.key, message))
        }
        guard !seen.contains(name) else {
            return complain("\(name) extends itself: \((seen + [name]).joined(separator: " extends "))")
        }
        seen.append(name)
        let stem = "\(DefinitionFile.templates)/\(name)"
        let before = layered.problems.count
        guard let document = document(DefinitionFile.path(stem), &layered) else {
            guard layered.problems.count == before else { return }
            let names = ((try? files.names(DefinitionFile.templates)) ?? []).compactMap(DefinitionFile.parts).map(
                \.name)
            let suggestion = Suggestion.text(for: name, among: names)
            return complain("there is no \(DefinitionFile.path(stem))\(suggestion)")
        }
        var template = LayeredDocument()
        func add(_ part: YAMLDocument, _ path: String) {
            template.add(part.entries, from: LayerOrigin(file: path))
            layered.add(part.entries.filter { $0.key != Self.key }, from: LayerOrigin(file: path))
        }
        if let environment {
            let path = DefinitionFile.path(stem, environment)
            if let above = self.document(path, &layered) { add(above, path) }
        }
        add(document, DefinitionFile.path(stem))
        addTemplate(template[Self.key], of: template, after: &seen, to: &layered)
    }

    // MARK: - Defaults

    /// What the repo's file says of all instances of the kind, for the environment and then for all.
    private func readDefaults(_ layered: inout LayeredDocument) -> [(entries: [YAMLEntry], origin: LayerOrigin)] {
        var layers: [(entries: [YAMLEntry], origin: LayerOrigin)] = []
        for path in paths(DefinitionFile.repo) {
            guard let document = document(path, &layered) else { continue }
            let defaults = RepoFile(document, path)
            layered.problems += defaults.problems
            guard let entries = defaults.defaults(of: kind) else { continue }
            layers.append((entries, LayerOrigin(file: path, prefix: RepoFile.prefix(of: kind))))
        }
        return layers
    }

    /// A file for the environment, and the one for all.
    private func paths(_ stem: String) -> [String] {
        (environment.map { [DefinitionFile.path(stem, $0)] } ?? []) + [DefinitionFile.path(stem)]
    }

    /// Reads a file; nil where there is none, and where it is wrong, which is a problem then.
    private func document(_ path: String, _ layered: inout LayeredDocument) -> YAMLDocument? {
        do throws(ConfigError) {
            guard let bytes = try files.read(path) else { return nil }
            layered.texts[path] = String(decoding: bytes, as: UTF8.self)
            do throws(YAMLError) {
                return try YAMLDocument(bytes)
            } catch {
                layered.problems.append(Problem(file: path, at: error.position, error.message))
            }
        } catch {
            layered.problems.append(Problem(file: path, error.description))
        }
        return nil
    }
}
