import Subprocess
import SystemPackage

/// A file, as git sees it.
package struct GitFile: Sendable {
    /// Whether git has what the file says.
    enum State: Sendable {
        /// Git has it, in a commit or about to be committed.
        case saved
        /// It says something else than git has.
        case modified
        /// Git does not know the file.
        case untracked
        /// The file lies in no git repository, or there is no git.
        case noRepository

        /// Why git does not have what the file says.
        var reason: String {
            switch self {
            case .saved: "git has it"
            case .modified: "it has changes that git does not have"
            case .untracked: "git does not track it"
            case .noRepository: "it is in no git repository"
            }
        }
    }

    /// The file's absolute path.
    let path: String

    /// Whether git has what the file says. The index counts: what is in it can be had back.
    var state: State {
        get async {
            // Hashes are compared, because `git diff` can be set to skip a file.
            guard let entries = await git("ls-files", "--stage") else { return .noRepository }
            guard let entry = entries.split(separator: "\n").first else { return .untracked }
            let known = entry.split(separator: " ").dropFirst().first
            return await git("hash-object")?.split(separator: "\n").first == known ? .saved : .modified
        }
    }

    /// The folder of the git repository that a folder lies in; nil where it lies in none, or there is no git.
    package static func repository(of folder: String) async -> String? {
        let result = try? await Subprocess.run(
            .name("git"), arguments: ["-C", folder, "rev-parse", "--show-toplevel"], output: .string(limit: 1 << 16),
            error: .discarded)
        guard let result, result.terminationStatus.isSuccess else { return nil }
        let path = result.standardOutput
        return path.hasSuffix("\n") ? String(path.dropLast()) : path
    }

    /// The files of a folder that say something else than git has, or that it does not know, but for those that it ignores:
    /// their paths from the folder. None where it lies in no git repository.
    static func unsaved(in folder: String) async -> [String] {
        let words = ["-C", folder, "ls-files", "--modified", "--others", "--exclude-standard", "-z"]
        let result = try? await Subprocess.run(
            .name("git"), arguments: Arguments(words), output: .string(limit: 1 << 20), error: .discarded)
        guard let result, result.terminationStatus.isSuccess else { return [] }
        return Set(result.standardOutput.split(separator: "\0").map(String.init)).sorted()
    }

    /// What git says of the file; nil where it fails, or is not there.
    private func git(_ words: String...) async -> String? {
        let file = FilePath(path)
        let folder = file.removingLastComponent().string
        let name = file.lastComponent?.string ?? ""
        let result = try? await Subprocess.run(
            .name("git"), arguments: Arguments(["-C", folder] + words + ["--", name]),
            output: .string(limit: 1 << 16), error: .discarded)
        guard let result, result.terminationStatus.isSuccess else { return nil }
        return result.standardOutput
    }
}
