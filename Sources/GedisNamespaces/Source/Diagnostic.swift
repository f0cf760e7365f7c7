/// A line and a column of a source file, both from 1; the column counts bytes.
package struct SourcePlace: Sendable, Hashable, Codable, Comparable {
    /// The name under which the file is compiled; empty where there is no need to say it.
    package var file = ""
    /// The line.
    package var line: Int
    /// The column.
    package var column: Int

    /// Orders places as they come in the file, and files by their names.
    package static func < (a: SourcePlace, b: SourcePlace) -> Bool {
        (a.file, a.line, a.column) < (b.file, b.line, b.column)
    }
}

/// What the compiler or gedis has to say about a place in the author's file.
package struct Diagnostic: Sendable, Hashable, Codable {
    /// How bad it is.
    package enum Severity: String, Sendable, Codable {
        /// The file cannot be served so.
        case error
        /// The file is served, but may not do what its author meant.
        case warning
        /// Something that belongs to the error or warning before it.
        case note
    }

    /// The file's path as its author gave it.
    package var path: String
    /// Where in the file.
    package var place: SourcePlace
    /// How bad it is.
    package var severity: Severity
    /// What is wrong, and what to do.
    package var message: String
    /// The source line with a mark below it; may be empty.
    package var excerpt: String
}

extension Diagnostic: CustomStringConvertible {
    /// The diagnostic as a compiler prints it: `calc.swift:3:9: error: …`, then the source line.
    package var description: String {
        let head = "\(path):\(place.line):\(place.column): \(severity.rawValue): \(message)"
        return excerpt.isEmpty ? head : "\(head)\n\(excerpt)"
    }
}
