internal import Glibc

extension SealingKey {
    /// The newest key in a file that only its owner may read.
    ///
    /// - Throws: `CryptoError` when there is no such file, when others may read it, or when it holds no keys.
    package init(file path: String) throws(CryptoError) { self = try Self.all(file: path)[0] }

    /// The keys in a file that only its owner may read, the newest first. There is one at least.
    ///
    /// - Throws: `CryptoError` when there is no such file, when others may read it, or when it holds no keys.
    package static func all(file path: String) throws(CryptoError) -> [SealingKey] {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("cannot open the key file \(path)") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system("cannot read the key file \(path)") }
        guard status.st_mode & 0o077 == 0 else {
            throw CryptoError(
                .file, "the key file \(path) is open to other users: take their access away with 'chmod 600 \(path)'")
        }
        var bytes = [UInt8](repeating: 0, count: length * mostKeys + 1)
        let count = read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw .system("cannot read the key file \(path)") }
        guard count > 0, count % length == 0 else {
            throw CryptoError(.file, "the key file \(path) does not hold the \(length) bytes of a sealing key")
        }
        var keys: [SealingKey] = []
        for start in stride(from: 0, to: count, by: length) {
            keys.append(try SealingKey(bytes: Array(bytes[start..<start + length])))
        }
        return keys
    }

    /// Puts keys, the newest first, in the place of those in a file, in one step. One at a time may do that.
    ///
    /// - Throws: `CryptoError` when they cannot be written, or when there are too many; then the file is as it was.
    package static func replace(file path: String, with keys: [SealingKey]) throws(CryptoError) {
        guard 1...mostKeys ~= keys.count else {
            throw CryptoError(.file, "the key file \(path) holds \(mostKeys) keys at most: forget the old ones")
        }
        let draft = path + ".new"
        unlink(draft)
        defer { unlink(draft) }
        try write(keys, to: draft)
        guard rename(draft, path) == 0 else { throw .system("cannot write the key file \(path)") }
        let folder = Glibc.open(String(path[...(path.lastIndex(of: "/") ?? path.startIndex)]), O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { throw .system("cannot write the key file \(path)") }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw .system("cannot write the key file \(path)") }
    }

    /// How many keys a file may hold.
    private static let mostKeys = 64

    /// The key in a file, which is made with a new key where there is none.
    ///
    /// However many processes do this at once, they all get the same key.
    ///
    /// - Throws: `CryptoError` when the file can neither be read nor made.
    package static func loadOrCreate(file path: String) throws(CryptoError) -> SealingKey {
        if access(path, F_OK) == 0 { return try SealingKey(file: path) }
        try makeFolders(of: path)
        // The file gets its name when it is whole; of several that do this, the first wins.
        let draft = path + "." + String(UInt64.random(in: 0 ... .max), radix: 36)
        defer { unlink(draft) }
        try write([SealingKey()], to: draft)
        guard link(draft, path) == 0 || errno == EEXIST else { throw .system("cannot make the key file \(path)") }
        return try SealingKey(file: path)
    }

    private static func write(_ keys: [SealingKey], to path: String) throws(CryptoError) {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("cannot make the key file \(path)") }
        defer { close(descriptor) }
        let bytes = keys.flatMap(\.bytes)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            throw .system("cannot write the key file \(path)")
        }
    }

    private static func makeFolders(of path: String) throws(CryptoError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        for end in parts.indices where !parts[end].isEmpty {
            let folder = parts[...end].joined(separator: "/")
            guard mkdir(folder, 0o700) != 0 else { continue }
            let error = CryptoError.system("cannot make the folder \(folder)")
            guard access(folder, F_OK) == 0 else { throw error }
        }
    }
}

extension CryptoError {
    /// An error with the reason that the system call before gave for it.
    fileprivate static func system(_ what: String) -> CryptoError {
        CryptoError(.file, "\(what): \(String(cString: strerror(errno)))")
    }
}
