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
    /// - `life`: schedules, start, stop and the state
    /// - `folders`: sources of several files
    /// - `lanes`: calls that are answered in their order
    @Test(arguments: ["replies", "processes", "functions", "types", "life", "folders", "lanes"]) func itAnswers(
        _ check: String
    ) async throws {
        let programs = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Module")
        let program = try ["worker.py", "\(check)_check.py"].map { name in
            try String(contentsOf: programs.appending(path: name), encoding: .utf8)
        }.joined(separator: "\n")
        try await withScratchFolder { folder in
            try Self.write(to: folder)
            let outcome = try await TestProgram.run("python3", "-c", program, folder)
            #expect(outcome.code == 0, "\(outcome.errors)")
        }
    }

    @Test func theStubSaysWhatThereIs() async throws {
        try await withScratchFolder { folder in
            try Self.write(to: folder)
            try Data(PythonProgram.stub).write(to: URL(filePath: folder).appending(path: "gedis.pyi"))
            let program = try String(
                contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(
                    path: "Module/stub_check.py"),
                encoding: .utf8)
            let outcome = try await TestProgram.run("python3", "-c", program, folder)
            #expect(outcome.code == 0, "\(outcome.errors)")
        }
    }

    private static func write(to folder: String) throws {
        let package = URL(filePath: folder).appending(path: "gedis")
        try FileManager.default.createDirectory(at: package, withIntermediateDirectories: false)
        for file in PythonProgram.modules { try Data(file.bytes).write(to: package.appending(path: file.name)) }
    }
}
