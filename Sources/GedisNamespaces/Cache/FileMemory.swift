import Synchronization

/// What was made of files, kept as long as the files stay what they were: a server with many namespaces asks for the same with
/// each reload.
final class FileMemory<Value: Sendable>: Sendable {
    private struct Kept {
        let paths: [String]
        let versions: [FileVersion]
        let value: Value
    }

    private let kept = Mutex<[String: Kept]>([:])

    /// What `make` makes of files, or has made of them.
    ///
    /// - Parameters:
    ///   - paths: the files
    ///   - name: what it is kept as, in place of what was made of other files
    ///   - make: reads the files; nil where they are not what they have to be, which is not kept
    /// - Returns: the value; nil where `make` returns none, and where a file is missing.
    func value(of paths: [String], as name: String, _ make: () -> Value?) -> Value? {
        // From before they are read: what changes meanwhile is another version.
        let versions = paths.compactMap(FileVersion.init)
        let kept = kept.withLock { $0[name] }
        if let kept, kept.paths == paths, kept.versions == versions { return kept.value }
        guard versions.count == paths.count, let value = make() else { return nil }
        self.kept.withLock { $0[name] = Kept(paths: paths, versions: versions, value: value) }
        return value
    }
}
