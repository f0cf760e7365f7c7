import FoundationEssentials
internal import GedisSettings

/// A Swift file of an author, read once: the bytes that are hashed are the bytes that are compiled.
package struct SourceFile: Sendable, Hashable {
    /// Where the file is, as its author gave it; messages name it so.
    package let path: String
    /// The name under which it is compiled; in a folder, its path from there.
    package let name: String
    /// The text.
    package let bytes: [UInt8]

    /// An error, a warning or a note about a place in the file, with the line it is in.
    func diagnostic(_ severity: Diagnostic.Severity = .error, at place: SourcePlace, _ message: String) -> Diagnostic {
        Diagnostic(path: path, place: place, severity: severity, message: message, excerpt: excerpt(at: place))
    }

    private func excerpt(at place: SourcePlace) -> String {
        guard let line = line(place.line)?.filter({ $0 != UInt8(ascii: "\r") }) else { return "" }
        // Tabs stay tabs, so that the caret stands below its column however wide they are shown.
        let indent = line.prefix(place.column - 1).map { $0 == UInt8(ascii: "\t") ? $0 : UInt8(ascii: " ") }
        return String(decoding: line, as: UTF8.self) + "\n" + String(decoding: indent, as: UTF8.self) + "^"
    }

    /// The bytes of a line, counted from 1; nil where the file has no such line.
    func line(_ number: Int) -> ArraySlice<UInt8>? {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.indices.contains(number - 1) ? lines[number - 1] : nil
    }
}

extension SourceFile {
    /// Reads a file.
    ///
    /// - Throws: `NamespaceError` when it cannot be read.
    init(path: String, name: String) throws(NamespaceError) {
        do {
            self.init(path: path, name: name, bytes: [UInt8](try Data(contentsOf: URL(filePath: path))))
        } catch {
            let reason = FileManager.default.fileExists(atPath: path) ? "cannot be read" : "no such file"
            throw NamespaceError(.unreadable, "\(path): \(reason)")
        }
    }

    /// Reads all Swift files of a folder and of those in it, but hidden ones, in the order of their names; of a Swift package,
    /// all that belongs to it.
    ///
    /// - Throws: `NamespaceError` when there is none, one cannot be read, or they cannot be compiled together.
    static func all(inFolder path: String) throws(NamespaceError) -> [SourceFile] {
        let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
        let isPackage = FileManager.default.fileExists(atPath: "\(folder)/\(NamespaceName.packageManifest)")
        var files: [SourceFile] = []
        for name in names(in: folder, below: "", isPackage).sorted() {
            // The compiler tells private declarations apart by the name of the file.
            let base = name.split(separator: "/").last
            if !isPackage, let other = files.first(where: { $0.name.split(separator: "/").last == base }) {
                throw NamespaceError(
                    .name, "\(folder)/\(name) is named like \(other.path): files of one module need names of their own")
            }
            files.append(try SourceFile(path: "\(folder)/\(name)", name: name))
        }
        guard !files.isEmpty else { throw NamespaceError(.unreadable, "\(folder): there is no Swift file in it") }
        return files
    }

    private static func names(in folder: String, below prefix: String, _ isPackage: Bool) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { !$0.hasPrefix(".") }.flatMap { name in
            let path = "\(folder)/\(name)"
            if isFolder(path) { return Self.names(in: path, below: "\(prefix)\(name)/", isPackage) }
            let isPart = isPackage ? NamespaceName.isPackagePart(name) : name.hasSuffix(".swift")
            return isPart ? [prefix + name] : []
        }
    }

    /// Whether a path is a folder and no link to one, which could lead round in a circle.
    private static func isFolder(_ path: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType) == .typeDirectory
    }
}
