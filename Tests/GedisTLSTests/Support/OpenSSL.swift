import Foundation
import GedisCrypto
import Testing

/// OpenSSL's own tool, as the other side of a connection.
final class OpenSSL: Sendable {
    private let process: Process
    private let input: FileHandle
    private let output: FileHandle

    /// Starts the tool; it ends with the value at the latest.
    init(_ words: [String]) throws {
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + words
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        self.input = input.fileHandleForWriting
        self.output = output.fileHandleForReading
    }

    deinit { if process.isRunning { process.terminate() } }

    /// Starts a server, which sends back each line with its letters in reverse order.
    ///
    /// - Parameters:
    ///   - identity: its certificate
    ///   - words: further arguments
    /// - Returns: the server and the port that it took.
    /// - Throws: where it does not start.
    static func server(_ identity: Identity, _ words: [String] = []) throws -> (server: OpenSSL, port: Int) {
        let files = ["-cert", identity.files.certificate, "-key", identity.files.key]
        let server = try OpenSSL(["s_server", "-accept", "127.0.0.1:0", "-rev"] + files + words)
        let text = try server.read(until: #/ACCEPT 127\.0\.0\.1:\d+\n/#)
        let port = try #require(text.firstMatch(of: #/ACCEPT 127\.0\.0\.1:(\d+)/#).flatMap { Int($0.1) })
        return (server, port)
    }

    func write(_ text: String) throws { try input.write(contentsOf: Data(text.utf8)) }

    func closeInput() throws { try input.close() }

    /// What is printed until a text has come.
    func read(until end: some RegexComponent) throws -> String {
        var bytes: [UInt8] = []
        while true {
            let part = output.availableData
            bytes += part
            let text = String(decoding: bytes, as: UTF8.self)
            if text.contains(end) { return text }
            try #require(!part.isEmpty, "it ended after \(text)")
        }
    }

    /// What is printed until the tool has ended.
    func rest() throws -> String {
        try? input.close()
        let text = String(decoding: try output.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return text
    }
}
