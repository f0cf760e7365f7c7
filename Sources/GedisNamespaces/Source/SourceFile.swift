import FoundationEssentials
import GedisSettings

/// A file of an author, read once: the bytes that are hashed are the bytes that are compiled.
package struct SourceFile: Sendable, Hashable {
    /// Where the file is, as its author gave it; messages name it so.
    package let path: String
    /// The name under which it is compiled or imported; in a folder, its path from there.
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

    /// Reads the files of a folder that is a namespace: all in Swift, all in Python where one of these is what it begins
    /// with, or all that belongs to a Swift package.
    ///
    /// - Throws: `NamespaceError` when there is none, one cannot be read, or they cannot be compiled together.
    static func all(inFolder path: String, of name: String) throws(NamespaceError) -> [SourceFile] {
        let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
        if FileManager.default.fileExists(atPath: "\(folder)/\(NamespaceName.packageManifest)") {
            return try read(names(in: folder, where: NamespaceName.isPackagePart), in: folder)
        }
        let python = names(in: folder, ending: .python)
        guard python.contains(where: { NamespaceName.isPythonEntry($0, of: name) }) else {
            let files = try swift(inFolder: path)
            guard files.isEmpty else { return files }
            let missing =
                python.isEmpty
                ? "there is no Swift file in it"
                : "there is no __init__.py and no \(name).py in it, with which a namespace in Python begins"
            throw NamespaceError(.unreadable, "\(folder): \(missing)")
        }
        if let other = names(in: folder, ending: .swift).first {
            throw NamespaceError(
                .name, "\(folder)/\(other): a folder is a namespace in Swift or in Python, and this one has both")
        }
        return try read(python, in: folder)
    }

    /// Reads all Swift files of a folder and of those in it, but hidden ones, in the order of their names.
    ///
    /// - Throws: `NamespaceError` when one cannot be read, or they cannot be compiled together.
    static func swift(inFolder path: String) throws(NamespaceError) -> [SourceFile] {
        let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
        let files = try read(names(in: folder, ending: .swift), in: folder)
        for (index, file) in files.enumerated() {
            // The compiler tells private declarations apart by the name of the file.
            let base = file.name.split(separator: "/").last
            if let other = files[..<index].first(where: { $0.name.split(separator: "/").last == base }) {
                throw NamespaceError(
                    .name,
                    "\(folder)/\(file.name) is named like \(other.path): files of one module need names of their own")
            }
        }
        return files
    }

    /// Reads all files of a folder in Python and of those in it, but hidden ones, in the order of their names.
    ///
    /// - Throws: `NamespaceError` when one cannot be read.
    static func python(inFolder path: String) throws(NamespaceError) -> [SourceFile] {
        let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
        return try read(names(in: folder, ending: .python), in: folder)
    }

    private static func read(_ names: [String], in folder: String) throws(NamespaceError) -> [SourceFile] {
        var files: [SourceFile] = []
        for name in names { files.append(try SourceFile(path: "\(folder)/\(name)", name: name)) }
        return files
    }

    private static func names(in folder: String, ending language: NamespaceSource.Language) -> [String] {
        names(in: folder) { $0.hasSuffix(language.ending) }
    }

    private static func names(in folder: String, where isPart: (String) -> Bool) -> [String] {
        names(in: folder, below: "", isPart).sorted()
    }

    private static func names(in folder: String, below prefix: String, _ isPart: (String) -> Bool) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { !$0.hasPrefix(".") }.flatMap { name in
            let path = "\(folder)/\(name)"
            if isFolder(path) { return Self.names(in: path, below: "\(prefix)\(name)/", isPart) }
            return isPart(name) ? [prefix + name] : []
        }
    }

    /// Whether a path is a folder and no link to one, which could lead round in a circle.
    private static func isFolder(_ path: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType) == .typeDirectory
    }
}
