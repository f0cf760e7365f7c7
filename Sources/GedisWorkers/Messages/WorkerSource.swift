import GedisKit

/// A file of a source, by its name.
package struct SourceText: Hashable, Sendable {
    /// Its name; in a folder, its path from there.
    package var name: String
    /// What it says.
    package var bytes: [UInt8]

    /// Names a file.
    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// What a worker makes the namespace of.
package enum WorkerSource: Hashable, Sendable {
    /// The text of one file; empty for a program, which knows itself what it serves.
    case text([UInt8])
    /// Several files.
    case files(Files)

    /// The files of a folder or a file of its own, and those that the namespaces of a server share.
    package struct Files: Hashable, Sendable {
        /// The name of the file that the namespace begins with.
        package var entry: String
        /// Whether the files lie in a folder, which is the source's path.
        package var isFolder: Bool
        /// The files.
        package var files: [SourceText]
        /// What the namespaces of a server share.
        package var shared: [SourceText] = []
        /// Where that lies; nil where there is none.
        package var sharedFolder: String?

        /// Describes the files of a source.
        package init(
            entry: String, isFolder: Bool, files: [SourceText], shared: [SourceText] = [], sharedFolder: String? = nil
        ) {
            self.entry = entry
            self.isFolder = isFolder
            self.files = files
            self.shared = shared
            self.sharedFolder = sharedFolder
        }
    }

    /// That of what needs none.
    package static let none = WorkerSource.text([])

    /// What the first message says of it.
    var value: Value {
        switch self {
        case .text(let bytes): .bulk(bytes)
        case .files(let files):
            .map([
                .init(.simple("entry"), .simple(files.entry)), .init(.simple("is_folder"), .boolean(files.isFolder)),
                .init(.simple("files"), Self.map(files.files)), .init(.simple("shared"), Self.map(files.shared)),
                .init(.simple("shared_folder"), files.sharedFolder.map(Value.simple) ?? .null),
            ])
        }
    }

    private static func map(_ files: [SourceText]) -> Value {
        .map(files.map { Value.Entry(.simple($0.name), .bulk($0.bytes)) })
    }

    // MARK: - In the cache

    /// Whether it is the text of one file.
    package var isText: Bool { if case .text = self { true } else { false } }

    /// What the file says that the namespace begins with.
    package var entryText: [UInt8] {
        switch self {
        case .text(let bytes): bytes
        case .files(let files): files.files.first { $0.name == files.entry }?.bytes ?? []
        }
    }

    /// The text, or all files in `marshal`.
    package var kept: [UInt8] {
        if case .text(let bytes) = self { return bytes }
        var writer = MarshalWriter()
        writer.value(value)
        return writer.bytes
    }

    /// Reads files that were kept; nil where these are none.
    package init?(kept bytes: [UInt8]) {
        let value = bytes.withUnsafeBytes { bytes in
            var reader = MarshalReader(bytes)
            return try? reader.value()
        }
        guard let value else { return nil }
        let record = ManifestRecord(value, "the files")
        guard let entry = record.text("entry"), let files = Self.files(record["files"]) else { return nil }
        self = .files(
            Files(
                entry: entry, isFolder: record.flag("is_folder"), files: files,
                shared: Self.files(record["shared"]) ?? [], sharedFolder: record.text("shared_folder")))
    }

    private static func files(_ value: Value?) -> [SourceText]? {
        guard case .map(let entries)? = value else { return nil }
        return entries.compactMap { entry in
            guard case .simple(let name) = entry.key, case .bulk(let bytes) = entry.value else { return nil }
            return SourceText(name: name, bytes: bytes)
        }
    }
}
