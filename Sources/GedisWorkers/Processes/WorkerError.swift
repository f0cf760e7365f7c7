import Glibc

/// Why a worker does not serve.
package enum WorkerError: Error, Hashable, Sendable {
    /// The source has mistakes.
    case source([Problem])
    /// It cannot be started, or ended before it served.
    case failed(String)

    /// What is wrong at a place of a source, both from 1.
    package struct Problem: Hashable, Sendable {
        /// The line.
        package var line: Int
        /// The column.
        package var column: Int
        /// What is wrong.
        package var text: String
        /// The file's path; nil where the source is one file.
        package var file: String?
    }

    static func system(_ what: String, _ error: Int32) -> WorkerError {
        .failed("\(what): \(String(cString: strerror(error)))")
    }
}

extension WorkerError: CustomStringConvertible {
    /// What is wrong, in one line.
    package var description: String {
        switch self {
        case .source(let problems): problems.map { "line \($0.line): \($0.text)" }.joined(separator: "; ")
        case .failed(let reason): reason
        }
    }
}
