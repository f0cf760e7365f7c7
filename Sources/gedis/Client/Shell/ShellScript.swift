import GedisClient
import Glibc

/// A shell whose lines come from a file or a pipe.
struct ShellScript {
    let shell: Shell

    /// Carries out the lines of standard input up to its end.
    ///
    /// - Throws: `ClientError` when the server can't be reached any more, `Failure` when a command failed.
    func run() async throws {
        try await shell.connection.connect()
        var input = StandardInput()
        var hasFailed = false
        var number = 0
        while let line = input.line() {
            number += 1
            guard let request = RequestLine(line) else {
                Terminal.complain("line \(number): \(ShellSession.unclosed)")
                hasFailed = true
                continue
            }
            let outcome = try await shell.run(request)
            if outcome == .end { break }
            if outcome == .failed { hasFailed = true }
        }
        await shell.connection.close()
        if hasFailed { throw Failure(.reply, "") }
    }
}

/// The lines of standard input, as bytes.
private struct StandardInput {
    private var buffer: ArraySlice<UInt8> = []
    private var isAtEnd = false

    /// The next line without its end; nil after the last.
    mutating func line() -> [UInt8]? {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                defer { buffer = buffer[(end + 1)...] }
                return Array(buffer[..<end])
            }
            guard !isAtEnd else { return nil }
            var chunk = [UInt8](repeating: 0, count: 1 << 16)
            let count = read(STDIN_FILENO, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            isAtEnd = count <= 0
            // The last line may have no end.
            buffer += isAtEnd ? (buffer.isEmpty ? [] : [UInt8(ascii: "\n")]) : chunk[..<count]
        }
    }
}
