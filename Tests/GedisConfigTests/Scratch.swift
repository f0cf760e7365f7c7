import Foundation
import GedisConfig

/// A folder of a test's own with a config repo in it, removed with the value.
final class Scratch: Sendable {
    let path: String
    let repo: ConfigRepo

    init(backendTypes: [BackendSchema] = [.memory]) throws {
        path = FileManager.default.temporaryDirectory.path + "/gedis-config-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        repo = ConfigRepo(path: path + "/repo", secrets: KeyFile(path: path + "/key"), backendTypes: backendTypes)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file of the repo.
    func write(_ text: String, to file: String) throws {
        let url = URL(fileURLWithPath: repo.path + "/" + file)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    /// The text of a file of the repo.
    func read(_ file: String) throws -> String {
        try String(contentsOfFile: repo.path + "/" + file, encoding: .utf8)
    }

    /// The paths of all files below the repo's folder, sorted.
    func files() -> [String] {
        let all = FileManager.default.enumerator(atPath: repo.path)?.compactMap { $0 as? String } ?? []
        return all.filter { !$0.isEmpty && !isFolder($0) }.sorted()
    }

    private func isFolder(_ file: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: repo.path + "/" + file, isDirectory: &isFolder)
            && isFolder.boolValue
    }
}
