import FoundationEssentials
import GedisCrypto
import Glibc

/// A folder of compiled namespaces, each in a folder of its own named by what it was made from.
///
/// An entry appears whole, by being renamed into its place; several processes can use the folder at once.
struct NamespaceCache: Sendable {
    /// The cache's folder.
    let folder: String

    static let manifestName = "manifest.json"

    /// Makes the folder where it is not there, for its owner only.
    ///
    /// - Parameter folder: the cache's folder
    /// - Throws: `NamespaceError` when it cannot be made, or when others could put their code into it.
    init(folder: String) throws(NamespaceError) {
        self.folder = folder
        try OwnFolder.make(folder)
    }

    /// The entries that were read last, by what their sources are called.
    private static let known = FileMemory<(manifest: CacheEntry.Manifest, glue: String)>()

    /// The finished entry, where there is one and its library is the one that was put there.
    ///
    /// - Parameters:
    ///   - key: what it was made from
    ///   - name: what its source is called
    /// - Returns: the entry.
    func entry(_ key: String, of name: String) -> CacheEntry? {
        let folder = "\(self.folder)/\(key)"
        let library = "\(folder)/\(Compilation.libraryName)"
        let files = (manifest: "\(folder)/\(Self.manifestName)", glue: "\(folder)/\(CacheEntry.glueName)")
        let known = Self.known.value(of: [files.manifest, files.glue, library], as: name) {
            guard let json = try? Data(contentsOf: URL(filePath: files.manifest)),
                let manifest = try? JSONDecoder().decode(CacheEntry.Manifest.self, from: json),
                let glue = try? Data(contentsOf: URL(filePath: files.glue)),
                Self.digest(ofFile: library) == manifest.libraryDigest
            else { return nil }
            return (manifest, String(decoding: glue, as: UTF8.self))
        }
        guard let (manifest, glue) = known, isOwn(folder), isOwn(library) else { return nil }
        let shared = manifest.shared.flatMap(self.shared)
        guard (shared == nil) == (manifest.shared == nil) else { return nil }
        noteUse(of: folder)
        return CacheEntry(manifest: manifest, glue: glue, library: library, shared: shared)
    }

    /// Makes a scratch folder in the cache, on the same file system, and removes it after `body`.
    func withScratch<R>(_ body: (String) async throws -> R) async throws -> R {
        let scratch = "\(folder)/.scratch-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: scratch, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        return try await body(scratch)
    }

    /// Puts the library in a scratch folder into its place; where another process was faster, theirs stays.
    ///
    /// - Parameters:
    ///   - scratch: the scratch folder, which has the library
    ///   - key: what it was made from
    ///   - model: the namespace
    ///   - warnings: what the compiler warned of
    ///   - shared: the shared module that the library uses
    ///   - isPackage: whether it is a Swift package's
    /// - Returns: the entry.
    /// - Throws: `NamespaceError` when the cache cannot be written.
    func add(
        _ scratch: String, as key: String, model: NamespaceModel, warnings: [Diagnostic], shared: SharedModule?,
        isPackage: Bool = false
    ) throws -> CacheEntry {
        try install(scratch, as: key, find: { entry($0, of: model.file) }) { finished in
            try FileManager.default.moveItem(
                atPath: "\(scratch)/\(Compilation.libraryName)", toPath: "\(finished)/\(Compilation.libraryName)")
            let manifest = CacheEntry.Manifest(
                model: model, warnings: warnings,
                libraryDigest: Self.digest(ofFile: "\(finished)/\(Compilation.libraryName)") ?? "",
                shared: shared?.key, isPackage: isPackage ? true : nil)
            try JSONEncoder().encode(manifest).write(to: URL(filePath: "\(finished)/\(Self.manifestName)"))
            try Data(Glue(model: model).text.utf8).write(to: URL(filePath: "\(finished)/\(CacheEntry.glueName)"))
        }
    }

    /// Makes an entry in a scratch folder and renames it into its place; where another process was faster, theirs stays.
    ///
    /// - Parameters:
    ///   - scratch: the scratch folder
    ///   - key: the entry's name
    ///   - find: reads the entry of a key
    ///   - fill: puts what belongs to it into a folder
    /// - Returns: the entry.
    /// - Throws: `NamespaceError` when the cache cannot be written.
    func install<E>(
        _ scratch: String, as key: String, find: (String) -> E?, fill: (String) throws -> Void
    ) throws -> E {
        let finished = "\(scratch)/entry"
        try FileManager.default.createDirectory(
            atPath: finished, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        try fill(finished)

        let place = "\(folder)/\(key)"
        while rename(finished, place) != 0 {
            let reason = errno
            if let entry = find(key) { return entry }
            // What is there is damaged; if it is gone when it is to be moved away, another process did so.
            guard [EEXIST, ENOTEMPTY, ENOTDIR].contains(reason),
                rename(place, "\(scratch)/damaged-\(UUID().uuidString)") == 0 || errno == ENOENT
            else { throw NamespaceError(.cache, "\(place) cannot be written: \(String(cString: strerror(reason)))") }
        }
        guard let entry = find(key) else {
            throw NamespaceError(.cache, "\(place) is not what was just written there")
        }
        return entry
    }

    /// Whether a file or folder is the user's own, and no link: nobody else can have put it there.
    func isOwn(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_uid == geteuid() && status.st_mode & S_IFMT != S_IFLNK
    }

    /// The SHA-256 of a file; nil where it cannot be read.
    static func digest(ofFile path: String) -> String? {
        (try? Data(contentsOf: URL(filePath: path))).map { Digest.sha256([UInt8]($0)) }
    }
}
