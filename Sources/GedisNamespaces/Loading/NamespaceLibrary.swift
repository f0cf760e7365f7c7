import Glibc
import GedisKit

/// A namespace's compiled library.
enum NamespaceLibrary {
    /// The function that a library exports: it is given an `Environment` and fills memory for a `Result`.
    static let entryPoint = "gedis_namespace"

    private typealias EntryPoint = @convention(c) (UnsafeRawPointer, UnsafeMutableRawPointer) -> Void
    private typealias Outcome = Result<Namespace, any Error>

    /// Loads a library, for good: Swift code cannot be unloaded. Loading it again makes another instance.
    ///
    /// - Parameters:
    ///   - path: the library
    ///   - environment: what the namespace is handed
    /// - Returns: the namespace, with a new instance of its type.
    /// - Throws: `NamespaceError` when it does not load; what the namespace's own `init` throws.
    static func load(_ path: String, in environment: Namespace.Environment) throws -> Namespace {
        let run = unsafeBitCast(try open(path, of: environment.name), to: EntryPoint.self)
        let outcome = UnsafeMutablePointer<Outcome>.allocate(capacity: 1)
        defer { outcome.deallocate() }
        withUnsafePointer(to: environment) { run($0, outcome) }
        return try outcome.move().get()
    }

    /// Loads a library without running anything of it.
    ///
    /// - Parameters:
    ///   - path: the library
    ///   - namespace: the namespace's name
    /// - Returns: its entry point.
    /// - Throws: `NamespaceError` when it does not load.
    @discardableResult
    static func open(_ path: String, of namespace: String) throws(NamespaceError) -> UnsafeMutableRawPointer {
        guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL), let symbol = dlsym(handle, entryPoint) else {
            let reason = dlerror().map { String(cString: $0) } ?? "for no known reason"
            throw NamespaceError(.load, "the library of namespace \(namespace) does not load: \(reason)")
        }
        return symbol
    }
}
