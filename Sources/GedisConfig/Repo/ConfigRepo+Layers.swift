internal import GedisSettings

extension ConfigRepo {
    /// The same repo, read for an environment.
    ///
    /// - Parameter environment: the environment's name; nil for none
    /// - Returns: the repo.
    package func read(for environment: String?) -> ConfigRepo {
        var repo = self
        repo.environment = environment
        return repo
    }

    /// The environments for which a file of the repo is, in order.
    ///
    /// - Throws: `ConfigError` when a folder cannot be read.
    public func environments() throws(ConfigError) -> [String] {
        Set(try definitionFiles().compactMap { DefinitionFile.parts(Self.lastPart(of: $0))?.environment }).sorted()
    }

    /// Makes sure that a file of the repo is for its environment, so that a slip of the pen does not go without.
    ///
    /// - Throws: `ConfigError` of code `notFound` when none is.
    package func requireEnvironment() throws(ConfigError) {
        guard let environment else { return }
        let known = try environments()
        guard !known.contains(environment) else { return }
        let suggestion = Suggestion.text(for: environment, among: known)
        let advice = suggestion.isEmpty ? ", such as server/main.\(environment.visible).yaml" : suggestion
        throw ConfigError(
            .notFound, "no environment '\(environment.visible)': no file in \(path) is for it\(advice)")
    }

    /// The texts of the files besides its own that say keys of an instance, by their paths from the repo's folder.
    ///
    /// - Parameters:
    ///   - kind: what it is
    ///   - name: its name
    ///   - text: what its own file says
    /// - Returns: the texts; none where its own is no YAML.
    package func layers(of kind: InstanceKind, _ name: String, _ text: String) -> [String: String] {
        guard let document = try? YAMLDocument(Array(text.utf8)) else { return [:] }
        return reader(of: kind, name).layers.read(document).texts
    }

    /// An instance's definition as all its files have it.
    func layered(_ kind: InstanceKind, _ name: String) throws(ConfigError) -> LayeredDocument {
        reader(of: kind, name).layers.read(try document(of: kind, name))
    }

    /// The files of an instance for environments, from the repo's folder on.
    func overlays(of kind: InstanceKind, _ name: String) throws(ConfigError) -> [(file: String, environment: String)] {
        try files.names(kind.rawValue).compactMap { file in
            guard let parts = DefinitionFile.parts(file), parts.name == name, let environment = parts.environment else {
                return nil
            }
            return ("\(kind)/\(file)", environment)
        }
    }

    /// All files of definitions, from the repo's folder on: those of instances and templates, for environments too, and the
    /// repo's own.
    func definitionFiles() throws(ConfigError) -> [String] {
        var all: [String] = []
        for folder in InstanceKind.allCases.map(\.rawValue) + [DefinitionFile.templates] {
            all += try files.names(folder).filter { DefinitionFile.parts($0) != nil }.map { "\(folder)/\($0)" }
        }
        return all + (try files.names("")).filter { DefinitionFile.parts($0)?.name == DefinitionFile.repo }
    }

    static func lastPart(of file: String) -> String { file.split(separator: "/").last.map(String.init) ?? "" }

    /// A file's document.
    func document(at file: String) throws(ConfigError) -> YAMLDocument {
        guard let bytes = try files.read(file) else { throw ConfigError(.notFound, "there is no file \(file)") }
        do throws(YAMLError) {
            return try YAMLDocument(bytes)
        } catch {
            throw ConfigError([Problem(file: file, at: error.position, error.message)])
        }
    }

    /// The path of a file.
    func path(of file: String) -> String { "\(earlierState ?? path)/\(file)" }
}
