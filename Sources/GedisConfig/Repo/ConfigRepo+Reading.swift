public import GedisSettings

extension ConfigRepo {
    /// The names of a kind's instances, in order.
    ///
    /// - Throws: `ConfigError` when the folder cannot be read.
    public func names(of kind: InstanceKind) throws(ConfigError) -> [String] {
        try FileSystem.names(in: folder(of: kind)).filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
            .filter(InstanceName.isValid)
    }

    /// Whether there is such an instance.
    public func exists(_ kind: InstanceKind, _ name: String) -> Bool {
        InstanceName.isValid(name) && FileSystem.kind(of: file(of: kind, name)) != .missing
    }

    /// A server's definition.
    ///
    /// - Throws: `ConfigError` of code `notFound` when there is none, and with all problems of a file that is wrong.
    public func server(_ name: String) throws(ConfigError) -> Instance<ServerDefinition> { try load(name) }

    /// A backend's definition.
    ///
    /// - Throws: `ConfigError` of code `notFound` when there is none, and with all problems of a file that is wrong.
    public func backend(_ name: String) throws(ConfigError) -> Instance<BackendDefinition> { try load(name) }

    /// A client's definition; where there is none but a server has the name, the client of that server.
    ///
    /// - Throws: `ConfigError` of code `notFound` when there is neither, and with all problems of a file that is wrong.
    public func client(_ name: String) throws(ConfigError) -> Instance<ClientDefinition> {
        guard !exists(.client, name), exists(.server, name) else { return try load(name) }
        let server = try server(name)
        return Instance(name: name, definition: ClientDefinition(of: server.definition), warnings: server.warnings)
    }

    /// The text of an instance's file.
    ///
    /// - Throws: `ConfigError` of code `notFound` when there is none.
    public func text(of kind: InstanceKind, _ name: String) throws(ConfigError) -> String {
        String(decoding: try bytes(of: kind, name), as: UTF8.self)
    }

    /// The keys of an instance with their values, as far as its file can be read, and what is wrong with it.
    ///
    /// - Throws: `ConfigError` of code `notFound` when there is no such instance, and where its file is no YAML.
    public func settings(
        of kind: InstanceKind, _ name: String
    ) throws(ConfigError) -> (settings: [Setting], problems: [Problem]) {
        func read<D: InstanceDefinition>(_ type: D.Type) throws(ConfigError) -> ([Setting], [Problem]) {
            let reading = reader(of: kind, name).read(try document(of: kind, name), as: type)
            return (reading.settings, reading.problems)
        }
        return try read(kind.definition)
    }

    /// The keys that a kind's files may have; of backends with those of every type. What belongs to names that people
    /// choose has a word in capitals for them: `users.NAME.password`.
    public func fields(of kind: InstanceKind) -> [SettingInfo] {
        func schema<D: InstanceDefinition>(_ type: D.Type) -> [SettingInfo] {
            (D.schema + D.groups.flatMap { $0.fields($0.placeholder) }).map(\.info)
        }
        var fields = schema(kind.definition)
        guard kind == .backend else { return fields }
        for setting in backendTypes.flatMap(\.settings) where !fields.contains(where: { $0.name == setting.name }) {
            fields.append(Field<BackendDefinition>(setting).info)
        }
        return fields
    }

    /// Whether a key of a kind's files has a secret: `password`, `users.vito.password`.
    public func isSecret(_ key: String, of kind: InstanceKind) -> Bool {
        func isGroups<D: InstanceDefinition>(_ type: D.Type) -> Bool {
            let path = key.split(separator: ".").map(String.init)
            guard path.count == 3, let group = D.groups.first(where: { $0.name == path[0] }) else { return false }
            return group.fields(path[1]).contains { $0.info.name == key && $0.info.isSecret }
        }
        return fields(of: kind).contains { $0.name == key && $0.isSecret } || isGroups(kind.definition)
    }

    /// Whether a key is a namespace's own, such as `namespaces.proxy.settings.api_key`: it may have a secret.
    public func isOwnSetting(_ key: String, of kind: InstanceKind) -> Bool {
        func isInTree<D: InstanceDefinition>(_ type: D.Type) -> Bool {
            let path = key.split(separator: ".").map(String.init)
            guard path.count > 3, let group = D.groups.first(where: { $0.name == path[0] }) else { return false }
            return group.fields(path[1]).contains { $0.assignTree != nil && key.hasPrefix($0.info.name + ".") }
        }
        return isInTree(kind.definition)
    }

    /// - Throws: `ConfigError` when the name is no instance's name.
    static func checkName(_ name: String, of kind: InstanceKind) throws(ConfigError) {
        if let mistake = InstanceName.mistake(in: name, of: kind.rawValue) { throw ConfigError(.invalid, mistake) }
    }

    /// A server's definition as texts have it, such as those that its files had before.
    ///
    /// - Parameters:
    ///   - name: the server's name
    ///   - text: what its own file says
    ///   - layers: what other files say, by their paths from the repo's folder; nil for what they say now
    /// - Returns: the definition.
    /// - Throws: `ConfigError` with all problems of texts that are wrong.
    package func server(
        _ name: String, in text: String, with layers: [String: String]? = nil
    ) throws(ConfigError) -> Instance<ServerDefinition> {
        try load(name, from: try document(Array(text.utf8), of: .server, name), with: layers)
    }

    /// A backend's definition as texts have it, such as those that its files had before.
    ///
    /// - Parameters:
    ///   - name: the backend's name
    ///   - text: what its own file says
    ///   - layers: what other files say, by their paths from the repo's folder; nil for what they say now
    /// - Returns: the definition.
    /// - Throws: `ConfigError` with all problems of texts that are wrong.
    package func backend(
        _ name: String, in text: String, with layers: [String: String]? = nil
    ) throws(ConfigError) -> Instance<BackendDefinition> {
        try load(name, from: try document(Array(text.utf8), of: .backend, name), with: layers)
    }

    func load<D: InstanceDefinition>(_ name: String) throws(ConfigError) -> Instance<D> {
        try load(name, from: try document(of: D.kind, name))
    }

    private func load<D: InstanceDefinition>(
        _ name: String, from document: YAMLDocument, with layers: [String: String]? = nil
    ) throws(ConfigError) -> Instance<D> {
        let reading = reader(of: D.kind, name, with: layers).read(document, as: D.self)
        guard !reading.problems.contains(where: { $0.severity == .error }) else { throw ConfigError(reading.problems) }
        return Instance(name: name, definition: reading.definition, warnings: reading.problems)
    }

    func document(of kind: InstanceKind, _ name: String) throws(ConfigError) -> YAMLDocument {
        try document(try bytes(of: kind, name), of: kind, name)
    }

    func document(_ bytes: [UInt8], of kind: InstanceKind, _ name: String) throws(ConfigError) -> YAMLDocument {
        do throws(YAMLError) {
            return try YAMLDocument(bytes)
        } catch {
            throw ConfigError([Problem(file: Self.file(kind, name), at: error.position, error.message)])
        }
    }

    private func bytes(of kind: InstanceKind, _ name: String) throws(ConfigError) -> [UInt8] {
        try requireExistence(kind, name)
        return try FileSystem.read(file(of: kind, name), limit: YAMLDocument.largestSize)
    }

    /// - Throws: `ConfigError` of code `notFound` with the name that was probably meant.
    func requireExistence(_ kind: InstanceKind, _ name: String) throws(ConfigError) {
        try Self.checkName(name, of: kind)
        try FileSystem.refuseLink(folder(of: kind))
        guard !exists(kind, name) else { return }
        var others = try names(of: kind)
        if kind == .client { others += try names(of: .server) }
        let suggestion = Suggestion.text(for: name, among: others)
        let advice = suggestion.isEmpty ? " in \(path)" : suggestion
        throw ConfigError(.notFound, "no \(kind) '\(name)'\(advice)")
    }
}
