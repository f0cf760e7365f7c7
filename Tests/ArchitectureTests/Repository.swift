import Foundation
import Testing

/// The files of this repository.
enum Repository {
    static let root = URL(filePath: #filePath).appending(path: "../../..").standardized

    /// All Swift files in a folder and below it.
    static func swiftFiles(below folder: String) throws -> [URL] {
        let files = FileManager.default.enumerator(
            at: root.appending(path: folder), includingPropertiesForKeys: nil)
        return try #require(files).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
    }
}
