/// A compiled namespace in the cache.
struct CacheEntry {
    /// What stands beside the library.
    struct Manifest: Codable {
        /// The namespace.
        var model: NamespaceModel
        /// What the compiler warned of in the source.
        var warnings: [Diagnostic]
        /// The library's SHA-256.
        var libraryDigest: String
        /// The key of the shared module that the library uses; nil where it uses none.
        var shared: String?
        /// Whether the library is a Swift package's, which is loaded in a process of its own alone.
        var isPackage: Bool?
    }

    static let glueName = "glue.swift"

    let manifest: Manifest
    let glue: String
    let library: String
    let shared: SharedModule?
}
