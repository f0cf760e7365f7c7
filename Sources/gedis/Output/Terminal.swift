import Glibc

/// Standard output and standard error.
enum Terminal {
    /// Whether a person reads standard output.
    static var isInteractive: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether standard error may have colours: only on a terminal, and never with NO_COLOR. Source: no-color.org.
    private static var hasColour: Bool {
        isatty(STDERR_FILENO) == 1 && (getenv("NO_COLOR").map { $0.pointee == 0 } ?? true)
    }

    /// Prints a part of the answer.
    static func say(_ text: String) { write(Array((text + "\n").utf8), to: STDOUT_FILENO) }

    /// Prints bytes of the answer as they are.
    static func say(bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

    /// Prints what deserves attention.
    static func note(_ text: String) { write(Array((text + "\n").utf8), to: STDERR_FILENO) }

    /// Prints what went wrong.
    static func complain(_ text: String) { note(hasColour ? "\u{1B}[31m\(text)\u{1B}[0m" : text) }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}
