import Subprocess
import TestSupport
import Testing

/// A server that runs in the foreground of a process that the test watches.
final class ForegroundServer {
    typealias Lines = SubprocessOutputSequence.StringSequence<UTF8>.AsyncIterator

    /// The line in which it said where it listens.
    let greeting: String
    /// Its TCP port.
    let port: Int
    private let send: (Signal) throws -> Void
    private var output: Lines
    private var errors: Lines

    fileprivate init(output: Lines, errors: Lines, send: @escaping (Signal) throws -> Void) async throws {
        self.output = output
        self.errors = errors
        self.send = send
        greeting = try await self.output.next() ?? ""
        port = try #require(
            Int(greeting.firstMatch(of: #/listening on \S+?:(\d+)/#)?.1 ?? ""), "no greeting: \(greeting)")
    }

    /// Sends its process a signal.
    func signal(_ signal: Signal) throws { try send(signal) }

    /// Reads what it logs until a line has some text in it.
    func logs(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        while let line = try await errors.next() { if line.contains(text) { return } }
        Issue.record("it never logged '\(text)'", sourceLocation: sourceLocation)
    }

    fileprivate func rest() async throws -> (output: String, errors: String) {
        var rest = (output: "", errors: "")
        while let line = try await output.next() { rest.output += line + "\n" }
        while let line = try await errors.next() { rest.errors += line + "\n" }
        return rest
    }
}

extension Scratch {
    /// Runs the tool as a server in the foreground, and ends it after `body` with SIGTERM if it still runs.
    ///
    /// - Returns: what it printed that was not read yet, and how it ended.
    @discardableResult
    func foreground(
        _ words: String..., environment: [String: String] = [:], _ body: (ForegroundServer) async throws -> Void
    ) async throws -> Outcome {
        let result = try await Subprocess.run(
            configuration(Tool.path, words, environment), input: .none, output: .sequence, error: .sequence
        ) { execution in
            do {
                let server = try await ForegroundServer(
                    output: execution.standardOutput.strings().makeAsyncIterator(),
                    errors: execution.standardError.strings().makeAsyncIterator(),
                    send: { try execution.send(signal: $0) })
                try await body(server)
                try? execution.send(signal: .terminate)
                return try await server.rest()
            } catch {
                try? execution.send(signal: .kill)
                throw error
            }
        }
        return Outcome(
            output: result.closureResult.output, errors: result.closureResult.errors, status: result.terminationStatus)
    }

    /// Runs the tool and hands its lines to `body`, after which it is ended.
    func lines(of words: String..., body: (inout ForegroundServer.Lines) async throws -> Void) async throws {
        _ = try await Subprocess.run(
            configuration(Tool.path, words), input: .none, output: .sequence, error: .discarded
        ) { execution in
            // What it has started, such as the process that serves for `gedis dev`, ends with it.
            defer { try? execution.send(signal: .terminate) }
            var lines = execution.standardOutput.strings().makeAsyncIterator()
            try await body(&lines)
        }
    }
}
