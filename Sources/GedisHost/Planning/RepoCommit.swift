import FoundationEssentials
package import GedisConfig
import Glibc

/// A commit of the git repository that a config repo lies in.
package struct RepoCommit: Sendable {
    /// The commit's id.
    package let id: String
    /// The top folder of the git repository.
    let repository: String
    /// The config repo's path from there; empty where it is the same folder.
    let prefix: String

    /// The ref that names the commit that was checked out last.
    private static let applied = "refs/gedis/applied"

    /// Finds a commit.
    ///
    /// - Parameters:
    ///   - name: what git calls it: an id, a branch, `HEAD`
    ///   - repo: the config repo, whose folder need not be there yet
    /// - Throws: `HostError` when the repo lies in no git repository, or that has no such commit.
    package init(_ name: String, of repo: ConfigRepo) async throws {
        var folder = URL(filePath: repo.path)
        while access(folder.path, F_OK) != 0, folder.path != "/" { folder.deleteLastPathComponent() }
        let top = try await GitProcess.run(["rev-parse", "--show-toplevel"], in: folder.path)
        guard top.succeeded else {
            throw HostError(
                .git, "\(repo.path) is in no git repository: 'git init' makes one, and commits are what is pushed")
        }
        let found = try await GitProcess.run(
            ["rev-parse", "--verify", "--quiet", "--end-of-options", "\(name)^{commit}"], in: top.text)
        guard found.succeeded else { throw HostError(.git, "the git repository \(top.text) has no commit \(name)") }
        id = found.text
        repository = top.text
        prefix = repo.path == top.text ? "" : String(repo.path.dropFirst(top.text.count + 1))
    }

    /// The files of the config repo that say otherwise than the newest commit, or that it does not have.
    func unsaved() async throws -> [String] {
        let words = ["status", "--porcelain", "-z", "--untracked-files=all", "--", prefix.isEmpty ? "." : prefix]
        return try await GitProcess.done(words, in: repository).split(separator: "\0").map { String($0.dropFirst(3)) }
    }

    /// Writes the config repo as the commit has it into a new folder, which is removed after.
    ///
    /// - Parameter body: is called with the folder
    /// - Returns: what `body` returns.
    /// - Throws: what `body` throws, and `HostError` when the commit has no such config repo.
    package func withFiles<R>(_ body: (String) async throws -> R) async throws -> R {
        var name = Array((FileManager.default.temporaryDirectory.path + "/gedis-commit-XXXXXX").utf8CString)
        guard mkdtemp(&name) != nil else { throw HostError.system(.file, "cannot make a folder", errno) }
        let folder = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let index = ["GIT_INDEX_FILE": "\(folder)/index"]
        _ = try await GitProcess.done(["read-tree", prefix.isEmpty ? id : "\(id):\(prefix)"], in: repository, index)
        _ = try await GitProcess.done(
            ["checkout-index", "--all", "--prefix=\(folder)/repo/"], in: repository, index)
        try? FileManager.default.createDirectory(atPath: "\(folder)/repo", withIntermediateDirectories: true)
        return try await body("\(folder)/repo")
    }

    /// Has the folder say what the commit says.
    ///
    /// - Returns: the commit that it said before; nil where it said none.
    /// - Throws: `HostError` when something there was edited by hand, or is in a commit that this one does not follow.
    func checkOut() async throws -> String? {
        let edited = try await GitProcess.done(["status", "--porcelain", "--untracked-files=no"], in: repository)
        guard edited.isEmpty else {
            let files = edited.split(separator: "\n").map { $0.dropFirst(3) }.joined(separator: " ")
            throw HostError(
                .git,
                "\(repository) was edited by hand: \(files). Take the changes into the repo that is pushed, and let "
                    + "'git -C \(repository) checkout .' drop them there")
        }
        let head = try await GitProcess.run(["rev-parse", "--verify", "--quiet", "HEAD"], in: repository)
        let before = head.succeeded ? head.text : nil
        let last = try await GitProcess.run(["rev-parse", "--verify", "--quiet", Self.applied], in: repository)
        if let before, before != id, before != last.text {
            let isBefore = try await GitProcess.run(["merge-base", "--is-ancestor", before, id], in: repository)
            guard isBefore.succeeded else {
                throw HostError(
                    .git,
                    "\(repository) is at \(before.prefix(12)), which is not among what \(id.prefix(12)) follows: it was "
                        + "committed there. Take it into the repo that is pushed, or let 'git -C \(repository) update-ref "
                        + "\(Self.applied) \(before.prefix(12))' leave it")
            }
        }
        _ = try await GitProcess.done(["checkout", "--quiet", "--detach", id], in: repository)
        _ = try await GitProcess.done(["update-ref", Self.applied, id], in: repository)
        return before
    }
}
