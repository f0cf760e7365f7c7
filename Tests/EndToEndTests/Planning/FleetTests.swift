import Foundation
import TestSupport
import Testing

/// Machines that are reached by ssh and git, and made to run as the repo's newest commit says.
@Suite(.takesLongTurns, .timeLimit(.minutes(5))) struct FleetTests {
    private func tools(_ reply: String) -> String { "def ping() -> str:\n    return \"\(reply)\"\n" }

    private func write(_ text: String, to machines: TestMachines) async throws {
        try machines.scratch.write(text, to: "instances/server/main/tools.py")
        try await machines.commit()
    }

    private func replies(_ machines: TestMachines) async throws -> [String] {
        var replies: [String] = []
        for name in ["web1", "web2", "web3"] {
            let connection = try await machines.connection(name, "main", password: "s3cret")
            replies.append(try connection.call("tools.ping").filter { $0.isLetter })
        }
        return replies
    }

    @Test func aChangeReachesEachMachineAndABrokenOneStopsAfterTheFirst() async throws {
        try await withMachines(3) { machines in
            let scratch = machines.scratch
            for name in ["main", "old"] { try await scratch.done("server", "create", name, "port=0") }
            try await scratch.done("server", "set", "main", "password=s3cret")
            try scratch.write(tools("one"), to: "instances/server/main/tools.py")
            let rekeyed = try await machines.done(
                "config", "rekey", "--add", "web1", "--add", "web2", "--add", "web3")
            #expect(rekeyed.hasPrefix("sealed anew: server/main.yaml\nweb1 opens 1 password · x25519:"), "\(rekeyed)")
            let uncommitted = try await machines.gedis("plan", "--all-machines")
            #expect(uncommitted.code == 5 && uncommitted.errors.contains("no commit HEAD"), "\(uncommitted.errors)")
            try await machines.commit()
            let plan = try await machines.gedis("plan", "--all-machines")
            #expect(plan.code == 10, "\(plan.all)")
            #expect(
                plan.output.split(separator: "\n").dropFirst().map {
                    $0.split(separator: " ").prefix(3).joined(separator: " ")
                } == ["web1", "web2", "web3"].flatMap { ["\($0) main start", "\($0) old start"] }, "\(plan.output)")
            // What is planned changes nothing.
            #expect(!FileManager.default.fileExists(atPath: machines.repo("web1") + "/server"))
            try await machines.done("apply", "--all-machines", "--max-parallel", "3")
            #expect(try await replies(machines) == ["one", "one", "one"])
            #expect(try await machines.gedis("plan", "--all-machines").code == 0)

            try await write(tools("two"), to: machines)
            let lines = try await machines.done("apply", "--all-machines").split(separator: "\n")
            #expect(
                lines.map { $0.split(separator: " · ").dropLast().joined(separator: " · ") }
                    == ["web1", "web2", "web3"].map { "\($0) · main · reloaded · ~ namespace tools" }, "\(lines)")
            #expect(try await replies(machines) == ["two", "two", "two"])

            try scratch.write("threads: 2\nport: 0\n", to: "instances/server/old.yaml")
            try await write("def ping(:\n", to: machines)
            let broken = try await machines.gedis("apply", "--all-machines")
            #expect(broken.code == 5 && broken.output.isEmpty, "\(broken.all)")
            #expect(broken.errors.contains("web1 · main · not reloaded: "), "\(broken.errors)")
            #expect(broken.errors.contains(#/web1 · the repo is at [0-9a-f]{12} again/#), "\(broken.errors)")
            #expect(broken.errors.contains("not applied: web2 web3"), "\(broken.errors)")
            #expect(try await replies(machines) == ["two", "two", "two"])
            #expect(try scratch.read("web1/repo/server/main/tools.py") == tools("two"))

            try await scratch.done("server", "delete", "old")
            try await write(tools("three"), to: machines)
            struct Row: Decodable { var machine: String, name: String?, action: String?, result: String }
            let applied = try await machines.done("apply", "--all-machines", "--output", "json")
            let rows = try JSONDecoder().decode([Row].self, from: Data(applied.utf8))
            #expect(
                rows.map { "\($0.machine) \($0.name ?? "-") \($0.action ?? "-") \($0.result)" }
                    == ["web1", "web2", "web3"].flatMap {
                        ["\($0) old stop done", "\($0) main reload done", "\($0) - - done"]
                    })
            #expect(try await replies(machines) == ["three", "three", "three"])
            let nothing = try await machines.done("apply", "--all-machines")
            #expect(nothing == "web1 · nothing to do\nweb2 · nothing to do\nweb3 · nothing to do")
        }
    }

    @Test func whatWasChangedBeforeAServerFailsIsPutBackWithTheCommit() async throws {
        try await withMachines(1) { machines in
            let scratch = machines.scratch
            for name in ["a", "b"] {
                try await scratch.done("server", "create", name, "port=0")
                try scratch.write(tools("old"), to: "instances/server/\(name)/tools.py")
            }
            try await machines.commit()
            try await machines.done("apply", "--machine", "web1")
            try scratch.write(tools("new"), to: "instances/server/a/tools.py")
            try scratch.write("def ping(:\n", to: "instances/server/b/tools.py")
            try await machines.commit()
            let outcome = try await machines.gedis("apply", "--machine", "web1")
            #expect(outcome.code == 5, "\(outcome.all)")
            #expect(outcome.errors.contains(#/the repo is at [0-9a-f]{12} again · a reloaded/#), "\(outcome.errors)")
            for name in ["a", "b"] {
                #expect(try await machines.connection("web1", name).call("tools.ping") == "$3\r\nold\r\n")
            }
            // A server that is not for the machine any more stops there; its definition stays.
            try scratch.write(tools("new"), to: "instances/server/b/tools.py")
            try await scratch.done("machine", "set", "web1", "servers=a")
            try await machines.commit()
            let applied = try await machines.done("apply", "--machine", "web1")
            #expect(applied.hasPrefix("web1 · b · stopped · it is not for this machine · "), "\(applied)")
            #expect(scratch.runningServers().map(\.name) == ["a"])

            // What was edited there is not overwritten.
            try scratch.write(tools("edited"), to: "web1/repo/server/a/tools.py")
            try scratch.write(tools("newer"), to: "instances/server/a/tools.py")
            try await machines.commit()
            let edited = try await machines.gedis("apply", "--machine", "web1")
            #expect(edited.code == 5)
            #expect(edited.errors.contains("was edited by hand: server/a/tools.py"), "\(edited.errors)")
            #expect(try scratch.read("web1/repo/server/a/tools.py") == tools("edited"))
        }
    }

    @Test func aMachineThatDoesNotAnswerKeepsAllFromBeingChanged() async throws {
        try await withMachines(2) { machines in
            try await machines.scratch.done("server", "create", "main", "port=0")
            try await machines.commit()
            machines.silence("web2")
            for verb in ["plan", "apply"] {
                let outcome = try await machines.gedis(verb, "--all-machines", "--timeout", "1")
                #expect(outcome.code == 4, "\(outcome.all)")
                #expect(outcome.errors.contains("machine web2 cannot be reached: "), "\(outcome.errors)")
            }
            #expect(machines.scratch.runningServers().isEmpty)
            let check = try await machines.gedis("machine", "check", "--timeout", "1", "--output", "json")
            #expect(check.code == 4)
            struct Row: Decodable { var name: String, state: String }
            let rows = try JSONDecoder().decode([Row].self, from: Data(check.output.utf8))
            #expect(rows.map { "\($0.name) \($0.state)" } == ["web1 ok", "web2 unreachable"])
            #expect(
                try await machines.done("apply", "--machine", "web1").hasPrefix("web1 · main · started · it is new"))
        }
    }

    @Test func aMachineOpensThePasswordsOfItsServersAlone() async throws {
        try await withMachines(2) { machines in
            let scratch = machines.scratch
            for (name, machine) in [("a", "web1"), ("b", "web2")] {
                try await scratch.done("server", "create", name, "port=0", "password=of-\(name)")
                try await scratch.done("machine", "set", machine, "servers=\(name)")
            }
            try await machines.done("config", "rekey", "--add", "web1", "--add", "web2")
            try await machines.commit()
            try await machines.done("apply", "--all-machines")
            for (name, other, machine) in [("a", "b", "web1"), ("b", "a", "web2")] {
                let connection = try await machines.connection(machine, name, password: "of-\(name)")
                #expect(try connection.call("PING") == "+PONG\r\n")
                let outcome = try await scratch.run(
                    Tool.path, ["server", "show", other, "--reveal", "--repo", machines.repo(machine)],
                    environment: machines.folders(machine))
                #expect(outcome.code == 5 && !outcome.output.contains("of-\(other)"), "\(outcome.all)")
                #expect(outcome.errors.contains("sealed for the keys of other machines"), "\(outcome.errors)")
            }
            let removed = try await machines.gedis("config", "rekey", "--remove", "web1")
            #expect(removed.code == 0 && removed.output.contains("sealed anew: server/a.yaml"), "\(removed.all)")
            #expect(removed.errors.contains("change what web1 could open"), "\(removed.errors)")
            #expect(removed.errors.contains("server/a/password"), "\(removed.errors)")
        }
    }
}
