internal import GedisSettings

/// The names of the files in a config repo that say something of definitions.
enum DefinitionFile {
    /// The repo's own file, without its ending.
    static let repo = "gedis"
    /// The folder of what servers extend.
    static let templates = "template"

    /// A file, from the repo's folder on.
    ///
    /// - Parameters:
    ///   - stem: its path without the ending: `server/main`
    ///   - environment: the environment that it is for; nil for every one
    /// - Returns: the path, such as `server/main.prod.yaml`.
    static func path(_ stem: String, _ environment: String? = nil) -> String {
        environment.map { "\(stem).\($0).yaml" } ?? "\(stem).yaml"
    }

    /// Reads a file's name, such as `main.yaml` or `main.prod.yaml`.
    ///
    /// - Returns: the name and the environment of a file that is for one; nil where the name is none of either.
    static func parts(_ file: String) -> (name: String, environment: String?)? {
        guard file.hasSuffix(".yaml") else { return nil }
        let parts = file.dropLast(5).split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard 1...2 ~= parts.count, parts.allSatisfy(InstanceName.isValid) else { return nil }
        return (parts[0], parts.count == 2 ? parts[1] : nil)
    }
}
