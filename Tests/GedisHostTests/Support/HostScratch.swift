import Foundation
import GedisConfig
import GedisHost
import Synchronization
import TestSupport

/// A folder of a test's own with a config repo and this user's folders in it.
final class HostScratch: ScratchFiles, Sendable {
    private let scratch: ScratchFolder
    private let noted = Mutex<[String]>([])

    init() throws {
        scratch = try ScratchFolder()
        try makeFolder("instances")
    }

    var folder: String { scratch.folder }

    /// What the workspace warned of.
    var warnings: [String] { noted.withLock { $0 } }

    func workspace() throws -> Workspace {
        var environment = ProcessInfo.processInfo.environment.filter { $0.key != "GEDIS_KEY_FILE" }
        environment["HOME"] = folder
        environment["XDG_CONFIG_HOME"] = path("config")
        environment["XDG_DATA_HOME"] = path("data")
        environment["XDG_STATE_HOME"] = path("state")
        environment["XDG_CACHE_HOME"] = try ScratchFolder.sharedCache()
        return try Workspace(repo: path("instances"), environment: environment, workingFolder: folder) { text in
            self.noted.withLock { $0.append(text) }
        }
    }

    /// Makes a definition.
    func create(_ kind: InstanceKind, _ name: String = "main", _ values: [String: String] = [:]) throws {
        try workspace().repo.create(kind, name, values.map { Assignment($0.key, $0.value) })
    }

    /// Runs a program in the folder, which must succeed.
    func run(_ program: String, _ words: String...) async throws {
        try await TestProgram.done(program, words, in: folder)
    }

    /// Keeps what the config repo holds in git.
    func commit() async throws {
        try await run("git", "init", "-q", "instances")
        try await run("git", "-C", "instances", "add", ".")
        try await run(
            "git", "-C", "instances", "-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "-q", "-m",
            "test")
    }
}
