import Subprocess

extension GitFile {
    /// Makes a git repository of a folder.
    ///
    /// - Returns: whether it was made; there may be no git.
    package static func makeRepository(of folder: String) async -> Bool {
        let result = try? await Subprocess.run(
            .name("git"), arguments: ["init", "--quiet", folder], output: .discarded, error: .discarded)
        return result?.terminationStatus.isSuccess ?? false
    }
}
