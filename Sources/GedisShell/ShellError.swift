/// Why a shell ended early.
package struct ShellError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of end it is, for programs.
    package struct Code: Hashable, Sendable {
        private enum Kind { case commandFailed, interrupted }
        private let kind: Kind

        /// A line of a script was wrong, or its command replied an error; each was printed.
        package static let commandFailed = Code(kind: .commandFailed)
        /// Ctrl-C was typed before there was a connection.
        package static let interrupted = Code(kind: .interrupted)
    }

    /// What kind of end it is.
    package var code: Code
    /// What happened.
    package var description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
