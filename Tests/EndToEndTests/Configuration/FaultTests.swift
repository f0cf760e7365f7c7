import Foundation
import Glibc
import TestSupport
import Testing

/// Files that cannot be written, because the disk is full or because they may not be.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct FaultTests {
    @Test func aFileThatCannotBeWrittenStaysAsItWas() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "password=geheim")
            let before = try scratch.contents(of: "instances")
            for words in [
                ["server", "set", "main", "port=1"], ["server", "create", "other"], ["config", "rekey"],
                ["cert", "generate", "main"],
            ] {
                // A process that may write no byte meets the same errors as one whose disk is full.
                let full = "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""
                let outcome = try await scratch.run("sh", ["-c", full, Tool.path] + words)
                #expect(outcome.code == 5, "\(words)")
                #expect(outcome.errors.contains(#/^cannot write [^:]+: File too large/#), "\(words): \(outcome.errors)")
                #expect(outcome.errors.split(separator: "\n").count == 1)
                #expect(try scratch.contents(of: "instances").filter { !$0.value.isEmpty } == before)
            }
            #expect(try await scratch.done("server", "show", "main", "--reveal").contains("geheim"))
        }
    }

    @Test func aRepoThatMayNotBeWrittenIsReadAllTheSame() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "password=geheim")
            let before = try scratch.contents(of: "instances")
            chmod(scratch.path("instances/server"), 0o555)
            chmod(scratch.path("instances"), 0o555)
            defer {
                chmod(scratch.path("instances"), 0o755)
                chmod(scratch.path("instances/server"), 0o755)
            }
            // Nothing keeps the system's owner out but taking that privilege away.
            let owner = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
            let prefix = (geteuid() == 0 ? owner : ["env"]) + [Tool.path]
            for words in [
                ["server", "set", "main", "port=1"], ["server", "create", "other"], ["client", "create", "other"],
                ["config", "rekey"], ["server", "delete", "main"],
            ] {
                let outcome = try await scratch.run(prefix[0], prefix.dropFirst() + words)
                #expect(outcome.code == 5, "\(words)")
                #expect(outcome.errors.hasSuffix("Permission denied\n") || outcome.errors.hasSuffix("changed there\n"))
                #expect(
                    outcome.errors.contains(scratch.path("instances")) && outcome.errors.contains("Permission denied"))
                #expect(try scratch.contents(of: "instances") == before)
            }
            let shown = try await scratch.run(prefix[0], prefix.dropFirst() + ["server", "show", "main", "--reveal"])
            #expect(shown.code == 0 && shown.output.contains("geheim"))
            let checked = try await scratch.run(prefix[0], prefix.dropFirst() + ["config", "validate"])
            #expect(checked.code == 0)
        }
    }
}
