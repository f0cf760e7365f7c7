import Foundation
import TestSupport
import Testing

/// A server that speaks HTTP and WebSocket, on a port of its own.
struct WebServer {
    let scratch: Scratch
    let server: RunningServer
    let port: Int
    /// The certificate that curl trusts; nil where there is no TLS.
    let certificate: String?

    /// Reads where a server listens from its greeting.
    init(_ server: RunningServer, in scratch: Scratch) throws {
        self.scratch = scratch
        self.server = server
        let web = try #require(server.greeting.firstMatch(of: #/ · web at (\w+)://localhost:(\d+)/ · /#)?.output)
        port = try #require(Int(web.2))
        certificate = web.1 == "https" ? scratch.path("instances/server/main/tls/cert.pem") : nil
    }

    /// What was answered.
    struct Answer: Equatable {
        var status: Int
        var body: String

        init(_ status: Int, _ body: String) {
            self.status = status
            self.body = body
        }
    }

    /// Sends a request by curl, with further arguments of curl's. The answer's body is all that curl printed.
    func curl(
        _ path: String, _ words: [String] = [], input: String = "", sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        let place = "\(certificate == nil ? "http" : "https")://localhost:\(port)\(path)"
        let fixed = ["--silent", "--show-error", "--max-time", "60", "--write-out", "\n%{http_code}"]
        let trust = certificate.map { ["--cacert", $0] } ?? []
        let outcome = try await scratch.run("curl", fixed + trust + words + [place], input: input)
        try #require(outcome.code == 0, "\(outcome.errors)", sourceLocation: sourceLocation)
        let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
        return Answer(Int(lines.last ?? "") ?? 0, lines.dropLast().joined(separator: "\n"))
    }

    /// Calls a command with a body.
    func call(
        _ command: String, _ body: String, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        try await curl(
            "/call/\(command)", ["--data-binary", "@-"] + words, input: body, sourceLocation: sourceLocation)
    }

    /// Runs a Python program that has the WebSocket client of the folder `Programs`, and `port`, `ca` and `resp`, the
    /// port of RESP.
    func python(_ program: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> [String] {
        let start = """
            import sys
            sys.dont_write_bytecode = True
            sys.path.insert(0, sys.argv[1])
            from websocket import *
            port, ca, resp = int(sys.argv[2]), sys.argv[3], int(sys.argv[4])

            """
        let output = try await scratch.python(
            start + program, Self.programs, "\(port)", certificate ?? "", "\(server.port)",
            sourceLocation: sourceLocation)
        return output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private static let programs = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Programs").path
}

/// Runs a server that speaks HTTP and WebSocket, over a backend in memory and with the namespace `calc`.
func withWebServer(_ assignments: String..., body: (WebServer) async throws -> Void) async throws {
    try await withScratch { scratch in
        try await scratch.done("backend", "create", "main", "type=memory")
        try await scratch.done(
            "server", "create", "main", "port=0", "web.port=0", "dbclient_instance=main")
        for assignment in assignments { try await scratch.done("server", "set", "main", assignment) }
        try scratch.write(namespace, to: "calc.swift")
        try await scratch.done("server", "add", "main", "calc.swift")
        let isSecure = assignments.contains("ssl=true")
        if isSecure { try await scratch.done("cert", "generate", "main") }
        let server = try await scratch.startAgain()
        let web = try WebServer(server, in: scratch)
        #expect((web.certificate != nil) == isSecure)
        try await body(web)
        #expect(server.isRunning)
    }
}

private let namespace = """
    import GedisKit

    /// Arithmetic.
    struct Calc {
        enum Way: String { case up, down }

        /// Adds two numbers.
        /// - Parameter a: the first term
        func sum(_ a: Int, _ b: Int = 2) -> Int { a &+ b }

        func mean(_ values: Double...) -> Double? {
            values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
        }

        func pick(_ text: String, upper: Bool = false, note: String? = nil) -> [String: String] {
            ["text": upper ? text.uppercased() : text, "note": note ?? "-"]
        }

        func bytes() -> [UInt8] { [0x61, 0xFF, 0x22] }

        func same(_ value: [UInt8], _ more: [UInt8]...) -> [[UInt8]] { [value] + more }

        func fail() throws { throw CommandError("no such account", code: "NOTFOUND") }

        func store(dbclient: any Backend) async throws { throw BackendError("data: away", reason: .unreachable) }

        func wait(_ seconds: Int = 600) async throws { try await Task.sleep(for: .seconds(seconds)) }
    }
    """
