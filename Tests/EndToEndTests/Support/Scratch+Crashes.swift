import Foundation
import Glibc
import TestSupport
import Testing

extension Scratch {
    /// Starts a server on a port that it keeps when it is started again.
    func startLasting(
        _ assignments: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> RunningServer {
        let words = ["server", "create", "main", "port=\(try freePort())"] + assignments
        let outcome = try await run(Tool.path, words)
        try #require(outcome.code == 0, "\(outcome.errors)", sourceLocation: sourceLocation)
        return try await startAgain(sourceLocation: sourceLocation)
    }

    /// Adds a namespace to the server.
    func add(_ source: String, as name: String) async throws {
        try write(source, to: "\(name).swift")
        try await done("server", "add", "main", "\(name).swift")
    }

    /// Makes a request that ends the server's process, and waits until another one answers.
    ///
    /// - Returns: the process that serves now.
    @discardableResult
    func crash(_ server: RunningServer, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation)
        async throws -> RunningServer
    {
        let before = try #require(try await process(), sourceLocation: sourceLocation)
        let connection = try RawConnection(port: server.port)
        connection.send(words.joined(separator: " ") + "\r\n")
        #expect(try connection.rest() == "", sourceLocation: sourceLocation)
        return try await comesBack(server, after: before)
    }

    /// Waits until another process serves.
    func comesBack(_ server: RunningServer, after old: pid_t) async throws -> RunningServer {
        var again = server
        try await eventually("another process serves", within: .seconds(240)) {
            // The tool is asked only when it could say something new: while it runs it keeps the server from starting.
            guard runningServers().contains(where: { $0.pid != old }),
                (try? RawConnection(port: server.port).call("PING")) != nil, let new = try await process(), new != old
            else { return false }
            again.pid = new
            return true
        }
        return again
    }

    /// The process that serves, by what the tool says; nil where none does.
    func process() async throws -> pid_t? {
        struct Row: Decodable { var pid: pid_t }
        let outcome = try await gedis("server", "status", "main", "--output", "json")
        guard outcome.code == 0 else { return nil }
        return try JSONDecoder().decode([Row].self, from: Data(outcome.output.utf8)).first?.pid
    }

    /// The process that starts the serving one again.
    func supervisor() throws -> pid_t {
        let file = try #require(processFiles("supervisor").first)
        return try #require(pid_t(String(contentsOfFile: file, encoding: .utf8).filter(\.isNumber)))
    }

    /// Waits until the server has logged something, which a crashed process may still do while the next one serves.
    func logs(_ text: String) async throws {
        var seen = -1
        try await eventually("it logs \(text)", within: .seconds(240)) {
            let size = processFiles("log").map { (try? Data(contentsOf: URL(filePath: $0)).count) ?? 0 }.reduce(0, +)
            guard size != seen else { return false }
            seen = size
            return try await log().contains(text)
        }
    }

    /// What the server has logged.
    func log() async throws -> String { try await done("server", "logs", "main", "--lines", "10000") }
}
