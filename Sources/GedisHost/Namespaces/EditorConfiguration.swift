import FoundationEssentials
package import GedisNamespaces

/// What tells sourcekit-lsp, and so editors, where GedisKit's module is, for Swift files that no package describes.
///
/// It names folders of this machine, so a `.gitignore` beside it keeps it out of git.
package struct EditorConfiguration {
    /// What came of writing it.
    package enum Outcome {
        /// The file at this path was written.
        case written(String)
        /// It is there already.
        case upToDate
        /// The file at this path is somebody else's, and lacks these flags.
        case foreign(String, flags: String)
    }

    private struct Settings: Codable, Equatable {
        struct Fallback: Codable, Equatable { var swiftCompilerFlags: [String] }

        var fallbackBuildSystem: Fallback
    }

    private let folder: String
    private let settings: Settings

    /// A configuration for the files below a folder.
    ///
    /// - Parameters:
    ///   - root: the folder that editors open
    ///   - builder: what knows where the module is
    /// - Throws: `NamespaceError` when the module is not there.
    package init(in root: String, kit builder: NamespaceBuilder) throws(NamespaceError) {
        folder = "\(root)/.sourcekit-lsp"
        settings = Settings(fallbackBuildSystem: .init(swiftCompilerFlags: try builder.editorFlags))
    }

    /// Writes it, unless it is there or somebody else has written one.
    ///
    /// - Returns: what came of it.
    /// - Throws: what writing a file throws.
    package func write() throws -> Outcome {
        let file = URL(filePath: "\(folder)/config.json")
        let mark = URL(filePath: "\(folder)/.gitignore")
        if let old = try? Data(contentsOf: file) {
            if (try? JSONDecoder().decode(Settings.self, from: old)) == settings { return .upToDate }
            guard (try? String(contentsOf: mark, encoding: .utf8)) == Self.ignored else {
                return .foreign(
                    file.path, flags: settings.fallbackBuildSystem.swiftCompilerFlags.joined(separator: " "))
            }
        }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try (encoder.encode(settings) + Data("\n".utf8)).write(to: file, options: .atomic)
        if !FileManager.default.fileExists(atPath: mark.path) { try Data(Self.ignored.utf8).write(to: mark) }
        return .written(file.path)
    }

    private static let ignored = "# gedis writes this folder: it names folders of one machine.\n*\n"
}
