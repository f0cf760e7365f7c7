import Subprocess
import TestSupport
import Testing

extension Scratch {
    /// Runs a program beside `body`, which begins once the program has said that it is ready, and kills it after that.
    ///
    /// - Parameters:
    ///   - program: the program
    ///   - words: its arguments
    ///   - ready: what is in the line that it prints when it is ready
    ///   - body: is handed what sends the program a signal
    /// - Throws: what `body` throws.
    func beside(
        _ program: String, _ words: [String], ready: String,
        _ body: (_ signal: (Signal) throws -> Void) async throws -> Void
    ) async throws {
        _ = try await Subprocess.run(
            configuration(program, words), input: .none, output: .sequence, error: .discarded
        ) { execution in
            defer { try? execution.send(signal: .kill) }
            var lines = execution.standardOutput.strings().makeAsyncIterator()
            while let line = try await lines.next() {
                if line.contains(ready) { return try await body { try execution.send(signal: $0) } }
            }
            Issue.record("\(program) \(words) ended before it was ready")
        }
    }
}
