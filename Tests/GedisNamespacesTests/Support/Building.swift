import TestSupport

@testable import GedisNamespaces

/// Builds source text in a cache of its own in a folder, or in the one that the tests share.
func build(_ file: String, _ text: String, in folder: String? = nil) async throws -> BuiltNamespace {
    try await NamespaceBuilder(cache: folder.map { $0 + "/cache" } ?? ScratchFolder.sharedCache() + "/namespaces")
        .build(NamespaceSource(path: file, bytes: Array(text.utf8)))
}

/// The errors that building source text ends with, each as `line:column: message`.
func errors(in file: String, _ text: String) async throws -> [String] {
    try await withScratchFolder { folder in
        do {
            _ = try await build(file, text, in: folder)
            return []
        } catch let error as NamespaceError {
            return error.diagnostics.isEmpty
                ? [error.message] : error.diagnostics.map { "\($0.place.line):\($0.place.column): \($0.message)" }
        }
    }
}
