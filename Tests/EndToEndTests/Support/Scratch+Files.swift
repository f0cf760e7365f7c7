import Foundation
import Glibc

extension Scratch {
    /// The path of a file or folder in the scratch folder.
    func path(_ name: String) -> String { "\(folder)/\(name)" }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
    }

    /// Writes a file as editors do: a new one that is renamed into its place.
    func write(_ text: String, to name: String) throws {
        try text.write(toFile: path(name), atomically: true, encoding: .utf8)
    }

    func read(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    /// Writes a program that can be run.
    func writeScript(_ text: String, to name: String) throws {
        try write("#!/bin/sh\n\(text)\n", to: name)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path(name))
    }

    /// The permission bits of a file.
    func mode(_ name: String) -> mode_t {
        var status = stat()
        return lstat(path(name), &status) == 0 ? status.st_mode & 0o777 : 0
    }

    /// The files below a folder with their contents, to tell whether something changed them.
    func contents(of name: String) throws -> [String: Data] {
        var found: [String: Data] = [:]
        for file in try FileManager.default.subpathsOfDirectory(atPath: path(name)) {
            found[file] = FileManager.default.contents(atPath: path("\(name)/\(file)"))
        }
        return found
    }
}
