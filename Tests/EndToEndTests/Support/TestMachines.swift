import Foundation
import Glibc
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// Machines of a test: each is an sshd of its own on loopback, with its own port, host key and folders, which a config repo
/// in git defines as `web1`, `web2`…
struct TestMachines: Sendable {
    let scratch: Scratch
    private(set) var processes: [pid_t] = []

    /// The variables of whoever reaches them: an ssh that knows their keys is the first on the search path.
    var environment: [String: String] {
        [
            "PATH": "\(scratch.path("bin")):\(scratch.environment["PATH"] ?? "")", "GIT_AUTHOR_NAME": "a",
            "GIT_AUTHOR_EMAIL": "a@localhost", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@localhost",
            "GIT_CONFIG_GLOBAL": "/dev/null",
        ]
    }

    /// The folders of a machine, as variables.
    func folders(_ name: String) -> [String: String] {
        [
            "HOME": scratch.path(name), "XDG_CONFIG_HOME": scratch.path("\(name)/config"),
            "XDG_DATA_HOME": scratch.path("\(name)/data"),
            // Below the folder in which the test looks for servers that it left running.
            "XDG_STATE_HOME": scratch.path("state/\(name)"),
        ]
    }

    /// The config repo of a machine.
    func repo(_ name: String) -> String { scratch.path("\(name)/repo") }

    /// Runs the tool as whoever reaches the machines.
    func gedis(_ words: String...) async throws -> Outcome {
        try await scratch.run(Tool.path, words, environment: environment)
    }

    /// Runs the tool so, and requires that it succeeds.
    @discardableResult
    func done(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) async throws -> String {
        let outcome = try await scratch.run(Tool.path, words, environment: environment)
        try #require(outcome.code == 0, "\(words): \(outcome.all)", sourceLocation: sourceLocation)
        return outcome.output.hasSuffix("\n") ? String(outcome.output.dropLast()) : outcome.output
    }

    /// Commits all that the repo says.
    func commit() async throws {
        for words in [["add", "--all"], ["commit", "--quiet", "--message", "change"]] {
            let outcome = try await scratch.run(
                "git", ["-C", scratch.path("instances")] + words, environment: environment)
            try #require(outcome.code == 0, "\(outcome.all)")
        }
    }

    /// A connection to a server of a machine, with its password said where there is one.
    func connection(_ name: String, _ server: String, password: String? = nil) async throws -> RawConnection {
        struct Row: Decodable { var name: String, port: Int? }
        let outcome = try await scratch.run(
            Tool.path, ["server", "list", "--output", "json", "--repo", repo(name)], environment: folders(name))
        let rows = try JSONDecoder().decode([Row].self, from: Data(outcome.output.utf8))
        let connection = try RawConnection(port: try #require(rows.first { $0.name == server }?.port))
        if let password { #expect(try connection.call("AUTH", password) == "+OK\r\n") }
        return connection
    }

    /// Lets the sshd of a machine answer nobody any more.
    func silence(_ name: String) { kill(processes[number(name) - 1], SIGSTOP) }

    private func number(_ name: String) -> Int { Int(name.dropFirst(3)) ?? 0 }

    // MARK: - Starting

    fileprivate mutating func start(_ count: Int) async throws {
        // OpenSSH asks for it, and only Debian's service makes it.
        if getuid() == 0 { mkdir("/run/sshd", 0o755) }
        try scratch.makeFolder("bin")
        try await key("id")
        try scratch.write("#!/bin/sh\nexec /usr/bin/ssh -F '\(scratch.path("config"))' \"$@\"\n", to: "bin/ssh")
        chmod(scratch.path("bin/ssh"), 0o755)
        try scratch.write(
            "Host *\n  IdentityFile \(scratch.path("id"))\n  UserKnownHostsFile \(scratch.path("known"))\n",
            to: "config")
        var known = ""
        let git = try await scratch.run("git", ["init", "--quiet", scratch.path("instances")])
        try #require(git.code == 0, "\(git.all)")
        for name in (1...count).map({ "web\($0)" }) {
            try scratch.makeFolder(name)
            try await key("\(name)/host")
            let port = try freePort()
            try await start(name, port)
            let host = try scratch.read("\(name)/host.pub").split(separator: " ").prefix(2).joined(separator: " ")
            known += "[127.0.0.1]:\(port) \(host)\n"
            try await scratch.done(
                "machine", "create", name, "addr=127.0.0.1", "port=\(port)", "path=\(repo(name))",
                "program=\(Tool.path)", "servers=*")
        }
        try scratch.write(known, to: "known")
    }

    private func key(_ file: String) async throws {
        let outcome = try await scratch.run(
            "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", scratch.path(file)])
        try #require(outcome.code == 0, "\(outcome.all)")
    }

    private mutating func start(_ name: String, _ port: Int) async throws {
        var variables = folders(name)
        for variable in ["PATH", "XDG_CACHE_HOME"] { variables[variable] = scratch.environment[variable] ?? "" }
        try scratch.write(
            """
            Port \(port)
            ListenAddress 127.0.0.1
            HostKey \(scratch.path("\(name)/host"))
            PidFile \(scratch.path("\(name)/pid"))
            AuthorizedKeysFile \(scratch.path("id.pub"))
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            SetEnv \(variables.map { "\($0.key)=\($0.value)" }.joined(separator: " "))

            """, to: "\(name)/sshd_config")
        // It leaves for the background once it listens.
        let outcome = try await scratch.run(
            "/usr/sbin/sshd", ["-f", scratch.path("\(name)/sshd_config"), "-E", scratch.path("\(name)/log")])
        try #require(outcome.code == 0, "\(outcome.all)")
        let file = scratch.path("\(name)/pid")
        try await eventually("sshd says its number") { pid(in: file) != nil }
        processes.append(try #require(pid(in: file)))
    }

    private func pid(in file: String) -> pid_t? {
        (try? String(contentsOfFile: file, encoding: .utf8)).flatMap { pid_t($0.filter(\.isNumber)) }
    }

    fileprivate func stop() { for process in processes { kill(process, SIGKILL) } }
}

/// Gives `body` machines, and ends them after.
func withMachines(_ count: Int, _ body: (TestMachines) async throws -> Void) async throws {
    try await withScratch { scratch in
        var machines = TestMachines(scratch: scratch)
        do {
            try await machines.start(count)
            try await body(machines)
        } catch {
            machines.stop()
            throw error
        }
        machines.stop()
    }
}
