package import Foundation
import Glibc

/// Has a folder whose files a test makes and reads. Names are relative to the folder.
package protocol ScratchFiles {
    /// The folder's path.
    var folder: String { get }
}

extension ScratchFiles {
    /// The path of a file or folder in the folder.
    package func path(_ name: String) -> String { "\(folder)/\(name)" }

    package func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
    }

    /// Writes a file as editors do: a new one that is renamed into its place. Makes the folders above it.
    ///
    /// - Returns: the file's path.
    @discardableResult
    package func write(_ text: String, to name: String, mode: mode_t? = nil) throws -> String {
        let file = path(name)
        try FileManager.default.createDirectory(
            at: URL(filePath: file).deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        if let mode {
            try FileManager.default.setAttributes([.posixPermissions: Int(mode)], ofItemAtPath: file)
        }
        return file
    }

    /// Writes a program that can be run.
    @discardableResult
    package func writeScript(_ text: String, to name: String) throws -> String {
        try write("#!/bin/sh\n\(text)\n", to: name, mode: 0o755)
    }

    package func read(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

    package func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    /// The permission bits of a file.
    package func mode(_ name: String) -> mode_t {
        var status = stat()
        return lstat(path(name), &status) == 0 ? status.st_mode & 0o777 : 0
    }

    /// The names of all files in the folder and below it, sorted.
    package func files() -> [String] {
        let all = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        return all.filter { !isFolder($0) }.sorted()
    }

    /// The files below a folder with their contents, to see whether something changed them.
    package func contents(of name: String) throws -> [String: Data] {
        var found: [String: Data] = [:]
        for file in try FileManager.default.subpathsOfDirectory(atPath: path(name)) {
            found[file] = FileManager.default.contents(atPath: path("\(name)/\(file)"))
        }
        return found
    }

    private func isFolder(_ name: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path(name), isDirectory: &isFolder) && isFolder.boolValue
    }
}
