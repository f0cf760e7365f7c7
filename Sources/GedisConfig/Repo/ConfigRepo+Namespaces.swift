internal import GedisSettings

/// The files of a namespace in a server's folder.
public struct NamespaceFiles: Hashable, Sendable {
    /// The namespace's name: that of its source in lower case, without `.swift` or `.py`.
    public var name: String
    /// The absolute path of its source, a file or a folder.
    public var source: String
    /// Whether the source is a folder.
    public var isFolder = false
    /// The absolute path of its glue, which may not exist.
    public var glue: String
    /// The absolute path of the folder whose code all namespaces of the server share; nil where they share none.
    public var shared: String?
    /// The program that serves it, and the words behind its name; empty where it has a source. `source` is the server's
    /// definition then.
    public var command: [String] = []
    /// The absolute path of the folder that the command's paths are from.
    public var commandFolder = ""
}

extension NamespaceFiles {
    /// The files of a namespace that lies in no config repo.
    ///
    /// - Parameters:
    ///   - name: the namespace's name
    ///   - source: the path of its source
    ///   - glue: the path of its glue, which need not exist
    ///   - shared: the folder beside it whose code it shares; nil where it shares none
    package init(name: String, source: String, glue: String, shared: String?) {
        self.init(
            name: name, source: source, isFolder: FileSystem.isFolder(source), glue: glue, shared: shared)
    }

    /// The files in a server's folder.
    ///
    /// - Parameters:
    ///   - name: the namespace's name
    ///   - folder: the server's folder
    ///   - source: the name of the source's file or folder; nil for the name that gedis gives it
    ///   - isFolder: whether it is a folder
    init(name: String, ofServerIn folder: String, source: String? = nil, isFolder: Bool = false) {
        self.init(
            name: name, source: "\(folder)/\(source ?? (isFolder ? name : "\(name).swift"))", isFolder: isFolder,
            glue: "\(folder)/generated/\(name).swift")
    }
}

extension ConfigRepo {
    /// The folder in a server's folder that holds glue, and the one that holds the code that its namespaces share.
    static let generatedFolder = "generated"
    static let sharedFolder = "shared"

    /// The namespaces whose sources lie in a server's folder, and those that programs serve, in order of their names.
    ///
    /// - Throws: `ConfigError` with a problem for each source whose name cannot be a namespace's.
    public func namespaces(of server: String) throws(ConfigError) -> [NamespaceFiles] {
        try requireExistence(.server, server)
        return try namespaces(of: server, by: (try? self.server(server))?.definition ?? ServerDefinition())
    }

    /// The namespaces whose sources lie in a server's folder, and those that a definition says programs serve.
    ///
    /// - Throws: `ConfigError` with a problem for each source whose name cannot be a namespace's.
    package func namespaces(
        of server: String, by definition: ServerDefinition
    ) throws(ConfigError) -> [NamespaceFiles] {
        let (namespaces, problems) = try findNamespaces(of: server, by: definition)
        guard problems.isEmpty else { throw ConfigError(problems) }
        return namespaces
    }

    /// The namespaces of a server that can be used, and of the other files what is wrong.
    ///
    /// - Throws: `ConfigError` when the folder cannot be read.
    package func soundNamespaces(
        of server: String, by definition: ServerDefinition
    ) throws(ConfigError) -> (namespaces: [NamespaceFiles], problems: [Problem]) {
        let (namespaces, problems) = try findNamespaces(of: server, by: definition)
        let first = namespaces.enumerated().filter { index, files in
            !namespaces[..<index].contains { $0.name == files.name }
        }
        return (first.map(\.element), problems)
    }

    /// One of a server's namespaces.
    ///
    /// - Throws: `ConfigError` of code `notFound` when there is none of the name.
    public func namespace(_ name: String, of server: String) throws(ConfigError) -> NamespaceFiles {
        let all = try namespaces(of: server)
        if let found = all.first(where: { $0.name == name.lowercased() }) { return found }
        let suggestion = Suggestion.text(for: name, among: all.map(\.name))
        throw ConfigError(.notFound, "server \(server) has no namespace '\(name.visible)'\(suggestion)")
    }

    /// The folder whose code all namespaces of a server share; nil where there is no source in it.
    ///
    /// - Throws: `ConfigError` when it cannot be read.
    public func sharedFolder(of server: String) throws(ConfigError) -> String? {
        let folder = "\(folder(of: .server, server))/\(Self.sharedFolder)"
        guard FileSystem.kind(of: folder) == .folder else { return nil }
        return try FileSystem.files(in: folder).isEmpty ? nil : folder
    }

    /// The namespace's name that a source's file name gives: `Calc.swift` gives `calc`.
    ///
    /// - Throws: `ConfigError` when that is no name of a namespace.
    public static func namespaceName(ofFile file: String) throws(ConfigError) -> String {
        let name = NamespaceName.ofFile(file)
        guard NamespaceName.isValid(name) else {
            let base = file.split(separator: "/").last.map(String.init) ?? ""
            throw ConfigError(.invalid, "'\(base.visible)' names no namespace: \(NamespaceName.rule(for: name))")
        }
        return name
    }

    /// The sources in a server's folder and the programs of a definition.
    private func findNamespaces(
        of server: String, by definition: ServerDefinition
    ) throws(ConfigError) -> ([NamespaceFiles], [Problem]) {
        var (found, problems) = try findNamespaces(of: server)
        for namespace in definition.namespaces where !namespace.worker.command.isEmpty {
            if let source = found.first(where: { $0.name == namespace.name }) {
                problems.append(twice(namespace.name, source.source, server))
                continue
            }
            var files = NamespaceFiles(name: namespace.name, ofServerIn: folder(of: .server, server))
            files.source = file(of: .server, server)
            files.command = namespace.worker.command
            files.commandFolder = path
            found.append(files)
        }
        return (found.sorted { $0.name < $1.name }, problems)
    }

    /// The problem of a namespace that has a program and a source.
    func twice(_ name: String, _ source: String, _ server: String) -> Problem {
        Problem(
            file: Self.file(.server, server), key: "namespaces.\(name).command",
            "the namespace has a source too, \(source): take one of them away")
    }

    func findNamespaces(of server: String) throws(ConfigError) -> ([NamespaceFiles], [Problem]) {
        let folder = folder(of: .server, server)
        let shared = try sharedFolder(of: server)
        var found: [NamespaceFiles] = []
        var problems: [Problem] = []
        for file in try FileSystem.names(in: folder) where !file.hasPrefix(".") {
            let place = "server/\(server)/\(file)"
            do throws(ConfigError) {
                guard let isFolder = try Self.isFolder(file, in: folder) else { continue }
                try FileSystem.refuseLink("\(folder)/\(file)")
                let name = try Self.namespaceName(ofFile: file)
                if let other = found.first(where: { $0.name == name }) {
                    problems.append(Problem(file: place, "the namespace \(name) is in \(other.source) already"))
                }
                var files = NamespaceFiles(name: name, ofServerIn: folder, source: file, isFolder: isFolder)
                files.shared = shared
                found.append(files)
            } catch {
                problems.append(Problem(file: place, error.description))
            }
        }
        return (found.sorted { $0.name < $1.name }, problems)
    }

    /// Whether a name in a server's folder is a namespace's folder, or its file; nil where it is neither.
    private static func isFolder(_ name: String, in folder: String) throws(ConfigError) -> Bool? {
        let path = "\(folder)/\(name)"
        guard FileSystem.kind(of: path) == .folder else { return NamespaceName.isSource(name) ? false : nil }
        guard name != generatedFolder, name != sharedFolder else { return nil }
        return try NamespaceFiles.sources(inFolder: path, of: NamespaceName.ofFile(name)).isEmpty ? nil : true
    }
}

extension NamespaceFiles {
    /// The files of a folder that is a namespace, by their paths from there: its Swift files, and those in Python where one of
    /// these is what it begins with; of a Swift package all that belongs to it.
    ///
    /// - Throws: `ConfigError` when one is a link, or a folder cannot be read.
    static func sources(inFolder folder: String, of name: String) throws(ConfigError) -> [String] {
        if FileSystem.kind(of: "\(folder)/\(NamespaceName.packageManifest)") == .file {
            return try FileSystem.files(in: folder, where: NamespaceName.isPackagePart)
        }
        let isPython = try FileSystem.names(in: folder).contains { NamespaceName.isPythonEntry($0, of: name) }
        return try FileSystem.files(in: folder) { NamespaceName.isSource($0) && (isPython || !$0.hasSuffix(".py")) }
    }
}

extension FileSystem {
    /// The files of a folder and of those in it that `isWanted` takes by their names, but hidden ones: their paths from there,
    /// sorted.
    ///
    /// - Throws: `ConfigError` when one is a link, or a folder cannot be read.
    static func files(
        in folder: String, where isWanted: (String) -> Bool = NamespaceName.isSource
    ) throws(ConfigError) -> [String] {
        var found: [String] = []
        for name in try names(in: folder) where !name.hasPrefix(".") {
            let path = "\(folder)/\(name)"
            if kind(of: path) == .folder {
                for file in try files(in: path, where: isWanted) { found.append("\(name)/\(file)") }
            } else if isWanted(name) {
                try refuseLink(path)
                found.append(name)
            }
        }
        return found
    }

    /// Removes folders in a folder, and the folder itself, where nothing is in them.
    static func removeEmptyFolders(in folder: String) throws(ConfigError) {
        for name in try names(in: folder) where kind(of: "\(folder)/\(name)") == .folder {
            try removeEmptyFolders(in: "\(folder)/\(name)")
        }
        removeFolder(folder)
    }
}
