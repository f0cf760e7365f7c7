import Foundation
import Glibc
import TestSupport
import Testing

/// A server that runs detached.
struct RunningServer: Sendable {
    var greeting: String
    var port: Int
    var pid: pid_t

    /// Reads the line that `gedis server start --detach` prints.
    init(greeting: String) throws {
        self.greeting = greeting
        port = try #require(Int(greeting.firstMatch(of: #/listening on \S+?:(\d+)/#)?.1 ?? ""), "\(greeting)")
        pid = try #require(pid_t(greeting.firstMatch(of: #/pid (\d+)$/#)?.1 ?? ""), "\(greeting)")
    }

    /// Whether its process runs. One that has ended may wait to be noticed by its parent, and has no program any more.
    var isRunning: Bool { isTool(pid) }
}

extension Scratch {
    /// Makes a server of the name `main` on a free port, and starts it.
    func startServer(
        _ assignments: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> RunningServer {
        let outcome = try await run(Tool.path, ["server", "create", "main", "port=0"] + assignments)
        try #require(outcome.code == 0, "\(outcome.errors)", sourceLocation: sourceLocation)
        return try await startAgain(sourceLocation: sourceLocation)
    }

    /// Starts the server of the name `main`.
    func startAgain(
        environment: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> RunningServer {
        try RunningServer(
            greeting: try await done(
                "server", "start", "main", "--detach", environment: environment, sourceLocation: sourceLocation))
    }

    /// Ends what the test left running.
    func clean() async {
        for (name, _) in runningServers() { _ = try? await gedis("server", "stop", name) }
        // The supervisors first: they would start another process.
        for (_, pid) in processes("supervisor") + processes("pid") { kill(pid, SIGKILL) }
    }

    /// The servers of the test whose processes run.
    func runningServers() -> [(name: String, pid: pid_t)] { processes("pid") }

    private func processes(_ kind: String) -> [(name: String, pid: pid_t)] {
        processFiles(kind).compactMap { file in
            guard let text = try? String(contentsOfFile: file, encoding: .utf8),
                let pid = pid_t(text.filter(\.isNumber)), isTool(pid)
            else { return nil }
            return (URL(filePath: file).deletingLastPathComponent().lastPathComponent, pid)
        }
    }

    /// The files in which servers keep their processes' numbers.
    func pidFiles() -> [String] { processFiles("pid") }

    /// The files of servers that have this name.
    func processFiles(_ name: String) -> [String] {
        let files = (try? FileManager.default.subpathsOfDirectory(atPath: path("state"))) ?? []
        return files.filter { $0.hasSuffix("/\(name)") }.map { path("state/\($0)") }
    }
}

/// Whether a process is one of the tool: a number in a file that was left behind may be another's by now.
func isTool(_ pid: pid_t) -> Bool {
    let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/exe")
    // "(deleted)" follows the name where the tool has been built anew since.
    return URL(filePath: program ?? "").lastPathComponent.hasPrefix("gedis")
}
