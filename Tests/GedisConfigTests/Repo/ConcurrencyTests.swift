import Foundation
import GedisConfig
import GedisSettings
import TestSupport
import Testing

@Suite struct ConcurrencyTests {
    let scratch: ScratchRepo

    init() throws { scratch = try ScratchRepo() }

    @Test func changesAtOnceLoseNothing() async throws {
        try scratch.repo.create(.server, "main")
        let assignments = [
            "addr=other", "port=1", "ssl=true", "dbclient_instance=x", "password=p", "unixsocket=/s",
            "unixsocket_mode=0770", "cert=/c", "key=/k", "threads=3", "shutdown_timeout=1",
        ]
        try await withThrowingTaskGroup { group in
            for text in assignments {
                group.addTask { [repo = scratch.repo] in try repo.set(.server, "main", [Assignment(text)]) }
            }
            try await group.waitForAll()
        }
        let settings = try scratch.repo.settings(of: .server, "main").settings
        #expect(
            settings.filter { !$0.isDefault }.map { $0.field.name }
                == assignments.map { $0.prefix { $0 != "=" } }.map(String.init))
        #expect(scratch.files() == ["server/main.yaml"])
    }

    @Test func oneOfManyMakesAnInstance() async throws {
        let made = await withTaskGroup(of: Int.self) { group in
            for number in 0..<16 {
                group.addTask { [repo = scratch.repo] in
                    (try? repo.create(.server, "main", [Assignment("port", "\(number)")])) == nil ? 0 : 1
                }
            }
            return await group.reduce(0, +)
        }
        #expect(made == 1)
    }

    @Test(.takesTurns) func otherProcessesAreWaitedFor() throws {
        try scratch.write("port: 0\nthreads: 0\n", to: "server/main.yaml")
        let program = """
            import fcntl, os, sys
            repo = sys.argv[1]
            file = repo + "/server/main.yaml"
            for _ in range(100):
                folder = os.open(repo, os.O_RDONLY)
                fcntl.flock(folder, fcntl.LOCK_EX)
                port, rest = open(file).read().split("\\n", 1)
                with open(file + ".python", "w") as draft:
                    draft.write("port: %d\\n%s" % (int(port.split()[1]) + 1, rest))
                os.rename(file + ".python", file)
                os.close(folder)
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program, scratch.repo.path]
        try process.run()
        for number in 1...100 { try scratch.repo.set(.server, "main", [Assignment("threads", "\(number)")]) }
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(try scratch.read("server/main.yaml") == "port: 100\nthreads: 100\n")
    }

    @Test func readersSeeWholeFilesOnly() async throws {
        try scratch.repo.create(.server, "main")
        try await withThrowingTaskGroup { group in
            group.addTask { [repo = scratch.repo] in
                for number in 1...100 { try repo.set(.server, "main", [Assignment("port", "\(number)")]) }
            }
            group.addTask { [repo = scratch.repo] in
                for _ in 1...300 {
                    let server = try repo.server("main")
                    #expect(server.definition.limits.shutdownTimeout == .seconds(10))
                }
            }
            try await group.waitForAll()
        }
    }
}
