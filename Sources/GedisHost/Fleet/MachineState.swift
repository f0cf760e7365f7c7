import GedisConfig
import GedisKit

/// How a machine is, as it says itself.
package struct MachineState: Sendable, Equatable {
    /// The version of the gedis there.
    package var version: String
    /// The absolute path of the git repository there.
    package var folder: String
    /// The commit that it is at; nil where it has none yet.
    package var commit: String?
    /// The key for which secrets are sealed that it is to open.
    package var key: String

    /// What deserves attention in a machine's version of gedis: that it is another than here.
    ///
    /// - Parameter version: the version
    /// - Returns: a sentence; nil where it is the same.
    package static func note(on version: String) -> String? {
        version == GedisVersion.current ? nil : "gedis \(version) runs there, \(GedisVersion.current) here"
    }
}

extension MachineConnection {
    /// Asks the machine how it is. The folder of the repo is made a git repository where there is nothing in it.
    ///
    /// - Throws: `HostError` when it does not answer, or lacks what is needed.
    func state() async throws -> MachineState {
        let output = try await run(script, within: patience)
        var words: [String: String] = [:]
        for line in output.text.split(separator: "\n") {
            guard let space = line.firstIndex(of: " ") else { continue }
            words[String(line[..<space])] = String(line[line.index(after: space)...])
        }
        guard words["problem"] == nil, output.code == 0, let version = words["version"], let folder = words["folder"],
            let key = words["key"]
        else {
            let said = words["problem"] ?? output.errors.split(whereSeparator: \.isNewline).last.map(String.init)
            throw HostError(.machine, "machine \(name): \(said ?? "it does not answer as expected")")
        }
        return MachineState(version: version, folder: folder, commit: words["commit"], key: key)
    }

    private var script: String {
        """
        path=\(definition.path.shellWord)
        gedis=\(definition.program.shellWord)
        problem() { echo "problem $*"; exit 0; }
        command -v git >/dev/null || problem "there is no git: install it"
        command -v "$gedis" >/dev/null || problem "there is no $gedis: install it, or say where it is with program="
        version=$("$gedis" --version </dev/null) || problem "$gedis does not run"
        if [ ! -e "$path/.git" ]; then
            [ -z "$(ls -A "$path" 2>/dev/null)" ] || problem "$path has files and is no git repository"
            git init --quiet "$path" </dev/null || problem "git cannot make a repository of $path"
        fi
        key=$("$gedis" config key </dev/null) || problem "$gedis has no key for machines"
        echo "version $version"
        echo "folder $(cd "$path" && pwd -P)"
        echo "key $key"
        commit=$(git -C "$path" rev-parse --verify --quiet HEAD) && echo "commit $commit"
        exit 0

        """
    }
}
