import Foundation
import Glibc
import SystemPackage
import TestSupport
import Testing

/// The tool killed while it writes: each file is the old one or the new one, and no secret is lost.
@Suite(.takesLongTurns, .timeLimit(.minutes(30))) struct KillTests {
    /// How often the tool is killed; `GEDIS_TEST_KILLS` is for those who want more.
    static let kills = ProcessInfo.processInfo.environment["GEDIS_TEST_KILLS"].flatMap { Int($0) } ?? 100

    @Test func aChangeThatIsKilledIsMadeOrNot() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=1", "threads=1")
            let text = try scratch.read("instances/server/main.yaml")
            var (drafts, old, new) = (0, 0, 0)
            var number = 1
            for turn in 1...Self.kills {
                let next = turn % 1000 + 1
                let before = try scratch.read("instances/server/main.yaml")
                _ = try scratch.killed(
                    "server", "set", "main", "port=\(next)", "threads=\(next)", watching: "instances/server")
                let after = try scratch.read("instances/server/main.yaml")
                if after == before { old += 1 } else { (new, number) = (new + 1, next) }
                #expect(
                    after
                        == text.replacing("\nport: 1 ", with: "\nport: \(number) ")
                        .replacing("\nthreads: 1 ", with: "\nthreads: \(number) "))
                let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path("instances/server"))
                // What one leaves the next takes away.
                #expect(names.contains("main.yaml") && names.count <= 2, "\(names)")
                drafts += names.count - 1
            }
            // How many changes were made before the kill depends on the machine; that some were in the middle must not.
            #expect(drafts > 0 && old > 0, "of \(Self.kills): \(drafts) drafts, \(old) old, \(new) new")
            try await scratch.done("server", "set", "main", "port=1")
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: scratch.path("instances/server")) == ["main.yaml"])
        }
    }

    @Test func aNewKeyThatIsKilledLeavesEveryPasswordOpen() async throws {
        try await withScratch { scratch in
            let names = ["a", "b", "c"]
            for name in names { try await scratch.done("client", "create", name, "password=geheim-\(name)") }
            var interrupted = 0
            for _ in 0..<Self.kills / 5 {
                let isKilled = try scratch.killed("config", "rekey", watching: "instances/client", "data/gedis")
                interrupted += isKilled ? 1 : 0
                for name in names {
                    let shown = try await scratch.done("client", "show", name, "--reveal")
                    #expect(shown.contains("geheim-\(name) "))
                }
                #expect(scratch.mode("data/gedis/secret.key") == 0o600)
            }
            #expect(interrupted > 0)
            try await scratch.done("config", "rekey", "--forget-old")
            for name in names {
                #expect(try await scratch.done("client", "show", name, "--reveal").contains("geheim-\(name) "))
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path("data/gedis")) == ["secret.key"])
        }
    }
}

extension Scratch {
    /// Runs the tool and kills it at some moment after it began to write into one of some folders.
    ///
    /// - Returns: whether it was killed before it ended.
    fileprivate func killed(_ words: String..., watching folders: String...) throws -> Bool {
        let before = folders.map(files)
        // Most kills fall into the write, some behind it.
        var rest = Int.random(in: 0...3) == 0 ? Int.random(in: 0...2000) : Int.random(in: 0...60)
        var hasBegun = false
        let pid = try start(words)
        var status: Int32 = 0
        while waitpid(pid, &status, WNOHANG) == 0 {
            hasBegun = hasBegun || folders.map(files) != before
            guard hasBegun else { continue }
            if rest == 0 { kill(pid, SIGKILL) }
            rest -= 1
        }
        return status & 0x7F == SIGKILL
    }

    /// The files in a folder with what distinguishes one from the next of its name.
    private func files(in folder: String) -> [String: ino_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path(folder))) ?? []
        return Dictionary(
            uniqueKeysWithValues: names.map { name in
                var status = stat()
                return (name, stat(path("\(folder)/\(name)"), &status) == 0 ? status.st_ino : 0)
            })
    }

    private func start(_ words: [String]) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
        }
        let arguments = ([Tool.path] + words + ["--repo", path("instances")]).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, Tool.path, &actions, nil, arguments, variables)
        guard code == 0 else { throw Errno(rawValue: code) }
        return pid
    }
}
