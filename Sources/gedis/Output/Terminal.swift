import GedisJSON
import Glibc
import Synchronization

/// Standard output and standard error.
enum Terminal {
    /// Whether a person reads standard output.
    static var isInteractive: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether a descriptor may have colours: only on a terminal, and never with NO_COLOR. Source: no-color.org.
    static func hasColour(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1 && (getenv("NO_COLOR").map { $0.pointee == 0 } ?? true)
    }

    /// Prints a part of the answer.
    static func say(_ text: String) { write(Array((shown(text, on: STDOUT_FILENO) + "\n").utf8), to: STDOUT_FILENO) }

    /// Prints bytes of the answer as they are.
    static func say(bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

    /// Prints what deserves attention.
    static func note(_ text: String, to descriptor: Int32 = errors) {
        write(Array((shown(text, on: descriptor) + "\n").utf8), to: descriptor)
    }

    /// Standard error.
    static let errors = STDERR_FILENO

    /// The text as it is shown: on a terminal, what would steer it is seen instead.
    private static func shown(_ text: String, on descriptor: Int32) -> String {
        guard isatty(descriptor) == 1, text.unicodeScalars.contains(where: steers) else { return text }
        return text.unicodeScalars.map { steers($0) ? JSONEscapes.unquoted.escape(of: $0) ?? "?" : String($0) }.joined()
    }

    /// Whether a character of a text does more than to be seen, on a terminal.
    private static func steers(_ scalar: Unicode.Scalar) -> Bool {
        scalar != "\n" && scalar != "\t" && JSONEscapes.unquoted.escape(of: scalar) != nil
    }

    /// Prints what went wrong.
    static func complain(_ text: String) {
        let shown = shown(text, on: errors)
        write(Array((hasColour(errors) ? "\u{1B}[31m\(shown)\u{1B}[0m\n" : shown + "\n").utf8), to: errors)
    }

    /// Shows what goes on in a line of a terminal, which the next takes the place of; nil takes it away. Elsewhere nothing
    /// of it is written.
    static func showProgress(_ text: String?) {
        guard hasProgressLine else { return }
        hasProgress.withLock { hasProgress in
            guard hasProgress || text != nil else { return }
            hasProgress = text != nil
            put(
                Array((eraseLine + (text.map { String(shown($0, on: errors).prefix(columns - 1)) } ?? "")).utf8), errors
            )
        }
    }

    /// Whether a person sees what goes on.
    static var hasProgressLine: Bool { isatty(errors) == 1 }

    /// Whether a line of the terminal shows what goes on.
    private static let hasProgress = Mutex(false)

    private static let eraseLine = "\r\u{1B}[K"

    /// How wide the terminal behind standard error is: what goes beyond is on a line that stays.
    private static var columns: Int {
        var size = winsize()
        return ioctl(errors, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 1 ? Int(size.ws_col) : 80
    }

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
    static func announce(_ text: String, to descriptor: Int32 = STDOUT_FILENO) {
        write(Array((text + "\n").utf8), to: descriptor, isAnswer: false)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, isAnswer: Bool = true) {
        hasProgress.withLock { hasProgress in
            if hasProgress, isatty(descriptor) == 1 {
                put(Array(eraseLine.utf8), errors)
                hasProgress = false
            }
        }
        put(bytes, descriptor, isAnswer: isAnswer)
    }

    private static func put(_ bytes: [UInt8], _ descriptor: Int32, isAnswer: Bool = false) {
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
