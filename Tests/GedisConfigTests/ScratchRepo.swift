import GedisConfig
import GedisSettings
import TestSupport

/// A config repo in a folder of a test's own; its files are the repo's.
final class ScratchRepo: ScratchFiles, Sendable {
    let repo: ConfigRepo
    private let scratch: ScratchFolder

    init(backendTypes: [BackendSchema] = [.memory]) throws {
        scratch = try ScratchFolder()
        repo = ConfigRepo(
            path: scratch.path("repo"), secrets: KeyFile(path: scratch.path("key")), backendTypes: backendTypes)
    }

    var folder: String { repo.path }

    /// The folder around the repo, in which its key is.
    var home: String { scratch.folder }
}
