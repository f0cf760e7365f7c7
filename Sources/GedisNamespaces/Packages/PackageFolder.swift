import FoundationEssentials
import GedisCrypto
import Glibc

/// Where a package is built: a copy of its files, and what the package manager made of them before.
struct PackageFolder {
    /// The folder.
    let path: String

    /// The copy of the package.
    var copy: String { "\(path)/package" }
    /// What the package manager builds into.
    var scratch: String { "\(path)/build" }
    /// GedisKit's module, and nothing else that an `import` could find.
    var kit: String { "\(path)/kit" }
    /// What the compiler says of the namespace's module.
    var graphs: String { "\(path)/graphs" }
    /// For what is temporary.
    var temporary: String { "\(path)/temporary" }

    /// The folder of a package. It depends on the manifest and not on the other files, so that what a package depends on is
    /// built once.
    ///
    /// - Parameters:
    ///   - source: the package
    ///   - kit: GedisKit's module
    ///   - namespaces: the folder of compiled namespaces; packages are built in `packages` beside it
    /// - Throws: `NamespaceError` when it cannot be made.
    init(for source: NamespaceSource, kit: KitModule, besideNamespaces namespaces: String) throws(NamespaceError) {
        let manifest = source.files.filter { $0.name == "Package.swift" }.flatMap(\.digested)
        let key = Digest.sha256(of: manifest + [Array(source.name.utf8), Array(kit.digest.utf8)])
        let all = URL(filePath: namespaces).deletingLastPathComponent().appending(path: "packages").path
        try OwnFolder.make(all)
        path = "\(all)/\(key.prefix(32))"
        for folder in [path, copy, self.kit, graphs, temporary] { try OwnFolder.make(folder) }
        Self.prune(all, keeping: path)
    }

    /// Removes folders that nothing was built in for long.
    private static func prune(_ all: String, keeping path: String) {
        utimensat(AT_FDCWD, path, nil, 0)
        let oldest = time(nil) - NamespaceCache.unusedDays * 24 * 60 * 60
        for name in (try? FileManager.default.contentsOfDirectory(atPath: all)) ?? [] {
            var status = stat()
            guard lstat("\(all)/\(name)", &status) == 0, status.st_mtim.tv_sec < oldest else { continue }
            try? FileManager.default.removeItem(atPath: "\(all)/\(name)")
        }
    }

    /// Builds where nobody else does meanwhile.
    ///
    /// - Parameter body: what to do
    /// - Returns: what it returns.
    /// - Throws: `NamespaceError` when the lock cannot be made, what `body` throws, and `CancellationError`.
    func whileLocked<R>(_ body: () async throws -> R) async throws -> R {
        let lock = open("\(path)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else {
            throw NamespaceError(.cache, "\(path)/lock cannot be made: \(String(cString: strerror(errno)))")
        }
        defer { close(lock) }
        while flock(lock, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw NamespaceError(.cache, "\(path)/lock cannot be locked: \(String(cString: strerror(errno)))")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        return try await body()
    }

    /// Makes the copy what it has to be. A file that says the same stays as it is, so that it is not compiled again; the
    /// versions of dependencies that the package manager chose stay as well.
    ///
    /// - Parameter files: the files, by their paths from the package's folder
    /// - Throws: what Foundation throws.
    func write(_ files: [String: [UInt8]]) throws {
        for name in try FileManager.default.subpathsOfDirectory(atPath: copy)
        where files[name] == nil && name != "Package.resolved" && !Self.isFolder("\(copy)/\(name)") {
            try FileManager.default.removeItem(atPath: "\(copy)/\(name)")
        }
        for (name, bytes) in files { try Self.write(bytes, to: "\(copy)/\(name)") }
    }

    /// Writes a file where it does not say that already.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let file = URL(filePath: path)
        if let old = try? Data(contentsOf: file), [UInt8](old) == bytes { return }
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    private static func isFolder(_ path: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType) == .typeDirectory
    }
}
