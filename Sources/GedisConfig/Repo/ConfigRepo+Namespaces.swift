internal import GedisSettings

/// The files of a namespace in a server's folder.
public struct NamespaceFiles: Hashable, Sendable {
    /// The namespace's name: the source's file name in lower case, without `.swift` or `.py`.
    public var name: String
    /// The absolute path of its source.
    public var source: String
    /// The absolute path of its glue, which may not exist.
    public var glue: String
}

extension NamespaceFiles {
    /// The files in a server's folder.
    ///
    /// - Parameters:
    ///   - name: the namespace's name
    ///   - folder: the server's folder
    ///   - source: the source's file name; nil for the name that gedis gives it
    init(name: String, ofServerIn folder: String, source: String? = nil) {
        self.init(
            name: name, source: "\(folder)/\(source ?? "\(name).swift")", glue: "\(folder)/generated/\(name).swift")
    }
}

extension ConfigRepo {
    /// The namespaces whose sources lie in a server's folder, in order of their names.
    ///
    /// - Throws: `ConfigError` with a problem for each file whose name cannot be a namespace's.
    public func namespaces(of server: String) throws(ConfigError) -> [NamespaceFiles] {
        try requireExistence(.server, server)
        let (namespaces, problems) = try findNamespaces(of: server)
        guard problems.isEmpty else { throw ConfigError(problems) }
        return namespaces
    }

    /// The namespaces of a server's folder whose sources can be used, and of the other files what is wrong.
    ///
    /// - Throws: `ConfigError` when the folder cannot be read.
    package func soundNamespaces(
        of server: String
    ) throws(ConfigError) -> (namespaces: [NamespaceFiles], problems: [Problem]) {
        let (namespaces, problems) = try findNamespaces(of: server)
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

    func findNamespaces(of server: String) throws(ConfigError) -> ([NamespaceFiles], [Problem]) {
        let folder = folder(of: .server, server)
        var found: [NamespaceFiles] = []
        var problems: [Problem] = []
        for file in try FileSystem.names(in: folder) where NamespaceName.isSource(file) && !file.hasPrefix(".") {
            let place = "server/\(server)/\(file)"
            do throws(ConfigError) {
                try FileSystem.refuseLink("\(folder)/\(file)")
                let name = try Self.namespaceName(ofFile: file)
                if let other = found.first(where: { $0.name == name }) {
                    problems.append(Problem(file: place, "the namespace \(name) is in \(other.source) already"))
                }
                found.append(NamespaceFiles(name: name, ofServerIn: folder, source: file))
            } catch {
                problems.append(Problem(file: place, error.description))
            }
        }
        return (found.sorted { $0.name < $1.name }, problems)
    }
}
