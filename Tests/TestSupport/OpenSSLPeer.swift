import Foundation

/// OpenSSL's own tool as the other side of a connection. It ends with the value at the latest.
package final class OpenSSLPeer: Sendable {
    private let process: Process
    private let input: FileHandle
    private let output: FileHandle

    /// Starts a client.
    ///
    /// - Parameters:
    ///   - port: the port of 127.0.0.1 that it connects to
    ///   - authority: whom it trusts
    ///   - words: further arguments
    /// - Throws: where it does not start.
    package convenience init(connectingTo port: Int, trusting authority: String, _ words: [String]) throws {
        let fixed = ["s_client", "-connect", "127.0.0.1:\(port)", "-CAfile", authority, "-verify_return_error"]
        try self.init(fixed + words + ["-no_ign_eof"])
    }

    /// Starts a server, which sends back each line with its letters in reverse order.
    ///
    /// - Parameters:
    ///   - certificate: the path of its certificate
    ///   - key: the path of the certificate's key
    ///   - words: further arguments
    /// - Returns: the server and the port that it took.
    /// - Throws: where it does not start.
    package static func server(
        certificate: String, key: String, _ words: [String] = []
    ) throws -> (server: OpenSSLPeer, port: Int) {
        let server = try OpenSSLPeer(
            ["s_server", "-accept", "127.0.0.1:0", "-rev", "-cert", certificate, "-key", key] + words)
        let text = try server.read(until: #/ACCEPT 127\.0\.0\.1:\d+\n/#)
        guard let port = text.firstMatch(of: #/ACCEPT 127\.0\.0\.1:(\d+)/#).flatMap({ Int($0.1) }) else {
            throw TestFailure("no port in \(text)")
        }
        return (server, port)
    }

    private init(_ words: [String]) throws {
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

    // Not by SIGTERM: it is blocked where the thread that started it had it blocked.
    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    package func write(_ text: String) throws { try input.write(contentsOf: Data(text.utf8)) }

    /// What is printed until a text has come.
    package func read(until end: some RegexComponent) throws -> String {
        var bytes: [UInt8] = []
        while true {
            let part = output.availableData
            bytes += part
            let text = String(decoding: bytes, as: UTF8.self)
            if text.contains(end) { return text }
            guard !part.isEmpty else { throw TestFailure("it ended after \(text)") }
        }
    }

    /// Ends the tool's input, and returns what it prints until it has ended.
    package func rest() throws -> String {
        try? input.close()
        let text = String(decoding: try output.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return text
    }
}
