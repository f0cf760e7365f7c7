import FoundationEssentials

/// Where the files are that belong to the program and are no part of it: GedisKit's module, Swift's libraries, and what prints
/// the backtrace of a crash. `scripts/install` puts them there.
package struct ProgramFolders: Sendable {
    /// The folders, in the order in which they are looked into: beside a program that was built in a checkout, and
    /// `PREFIX/lib/gedis` of one that is installed as `PREFIX/bin/gedis`.
    package let folders: [String]

    /// Says where the files of a program are.
    ///
    /// - Parameter executable: the program's path
    package init(of executable: String) {
        let program = URL(filePath: executable).deletingLastPathComponent().path
        folders = ["\(program)/Modules", "\(program)/../lib/gedis"]
    }

    /// Those of the program that is running.
    package static var running: ProgramFolders {
        let link = "/proc/self/exe"
        let path = try? FileManager.default.destinationOfSymbolicLink(atPath: link)
        return ProgramFolders(of: path ?? CommandLine.arguments[0])
    }

    /// The path of a program among the files; nil where it is not there.
    package func program(_ name: String) -> String? {
        folders.map { URL(filePath: "\($0)/\(name)").standardizedFileURL.path }
            .first(where: FileManager.default.isExecutableFile)
    }
}
