import Foundation
import TestSupport
import Testing

@testable import GedisWorkers

/// The module that serves namespaces in Python, alone: programs speak to it as gedis does.
@Suite(.takesTurns, .timeLimit(.minutes(2))) struct PythonModuleTests {
    /// - `replies`: whatever a function asks, returns or raises, each call is answered, and in time
    /// - `processes`: forks, signals, and what is printed
    /// - `functions`: which functions are commands, and what they are called with
    /// - `types`: records and other types
    @Test(arguments: ["replies", "processes", "functions", "types"]) func itAnswers(_ check: String) async throws {
        let programs = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Module")
        let program = try ["worker.py", "\(check)_check.py"].map { name in
            try String(contentsOf: programs.appending(path: name), encoding: .utf8)
        }.joined(separator: "\n")
        try await withScratchFolder { folder in
            try Data(PythonProgram.module).write(to: URL(filePath: folder).appending(path: "gedis.py"))
            let outcome = try await TestProgram.run("python3", "-c", program, folder)
            #expect(outcome.code == 0, "\(outcome.errors)")
        }
    }
}
