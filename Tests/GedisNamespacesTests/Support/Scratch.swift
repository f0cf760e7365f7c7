import FoundationEssentials
import Glibc

@testable import GedisNamespaces

/// Gives `body` a folder of its own, and removes it afterwards.
func withScratch<R>(_ body: (String) async throws -> R) async throws -> R {
    let folder = FileManager.default.temporaryDirectory.appending(path: "gedis-namespaces-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}

/// Builds source text in a cache of its own.
func build(_ file: String, _ text: String, in folder: String) async throws -> BuiltNamespace {
    try await NamespaceBuilder(cache: folder + "/cache")
        .build(NamespaceSource(path: file, bytes: Array(text.utf8)))
}

/// The errors that building source text ends with, each as `line:column: message`.
func errors(in file: String, _ text: String) async throws -> [String] {
    try await withScratch { folder in
        do {
            _ = try await build(file, text, in: folder)
            return []
        } catch let error as NamespaceError {
            return error.diagnostics.isEmpty
                ? [error.message] : error.diagnostics.map { "\($0.place.line):\($0.place.column): \($0.message)" }
        }
    }
}

/// A folder that lives as long as the tests do.
let sharedScratch: String = {
    let folder = FileManager.default.temporaryDirectory.appending(path: "gedis-namespaces-\(UUID().uuidString)").path
    atexit { try? FileManager.default.removeItem(atPath: sharedScratch) }
    return folder
}()
