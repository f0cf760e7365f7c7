import Foundation
import TestSupport
import Testing

@testable import GedisHost

@Suite(.takesTurns) struct PIDFileTests {
    let scratch: HostScratch

    init() throws { scratch = try HostScratch() }

    /// Locks belong to processes, so that it takes another one to see them.
    private func withHolder(_ body: (Int32) throws -> Void) throws {
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c",
            """
            import fcntl, sys
            file = open(sys.argv[1], 'w')
            fcntl.lockf(file, fcntl.LOCK_EX)
            sys.stdout.write('x')
            sys.stdout.flush()
            sys.stdin.read()
            """, scratch.path("pid"),
        ]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        #expect(output.fileHandleForReading.availableData == Data("x".utf8))
        try body(process.processIdentifier)
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    @Test func theProcessThatHasTheFileIsKnownAsLongAsItRuns() throws {
        let file = scratch.path("pid")
        #expect(PIDFile.holder(of: file) == nil)
        try withHolder { pid in
            #expect(PIDFile.holder(of: file) == pid)
            let error = #expect(throws: HostError.self) { try PIDFile.hold(file, server: "main") }
            #expect(error?.code == .alreadyRuns)
            #expect(error?.description.contains("server main runs already (pid \(pid))") == true)
        }
        #expect(PIDFile.holder(of: file) == nil)
        try PIDFile.hold(file, server: "main")
        #expect(try scratch.read("pid") == "\(ProcessInfo.processInfo.processIdentifier)\n")
    }

    @Test func aFileThatCannotBeMadeIsNamed() {
        let file = scratch.path("nowhere/pid")
        let error = #expect(throws: HostError.self) { try PIDFile.hold(file, server: "main") }
        #expect(error?.code == .file)
        #expect(error?.description.contains(file) == true)
    }
}
