import Glibc

/// Standard output and standard error.
enum Terminal {
    /// Whether a person reads standard output.
    static var isInteractive: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether a descriptor may have colours: only on a terminal, and never with NO_COLOR. Source: no-color.org.
    static func hasColour(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1 && (getenv("NO_COLOR").map { $0.pointee == 0 } ?? true)
    }

    /// Prints a part of the answer.
    static func say(_ text: String) { write(Array((text + "\n").utf8), to: STDOUT_FILENO) }

    /// Prints bytes of the answer as they are.
    static func say(bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

    /// Prints what deserves attention.
    static func note(_ text: String) { write(Array((text + "\n").utf8), to: STDERR_FILENO) }

    /// Prints what went wrong.
    static func complain(_ text: String) { note(hasColour(STDERR_FILENO) ? "\u{1B}[31m\(text)\u{1B}[0m" : text) }

    /// Draws on the terminal behind standard error, without a line's end.
    static func draw(_ text: String) { write(Array(text.utf8), to: STDERR_FILENO) }

    /// Whether nobody reads standard output any more.
    static var isAbandoned: Bool {
        var output = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        return poll(&output, 1, 0) > 0 && output.revents & Int16(POLLERR) != 0
    }

    /// Ends the process as a pipe that nobody reads ends any program.
    static func endAsAbandoned() -> Never {
        signal(SIGPIPE, SIG_DFL)
        raise(SIGPIPE)
        _exit(128 + SIGPIPE)
    }

    /// Prints where a server listens, which goes on when nobody reads that.
    static func announce(_ text: String) { write(Array((text + "\n").utf8), to: STDOUT_FILENO, isAnswer: false) }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, isAnswer: Bool = true) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            if written < 0, errno == EPIPE, isAnswer, descriptor == STDOUT_FILENO { endAsAbandoned() }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}
