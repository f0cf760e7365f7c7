import TestSupport
import Testing

/// Several servers over one cluster, as they outgrow a machine.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct SharedClusterTests {
    @Test func whatOneServerPutsReachesTheOthersAsDataAndAsChanges() async throws {
        try await withScratch { scratch in
            try scratch.write(watcher, to: "Watcher.swift")
            try await Store.cluster.run(in: scratch) { settings in
                try await scratch.define("data", settings)
                let names = ["one", "two", "three"]
                for name in names {
                    try await scratch.done("server", "create", name, "port=0", "dbclient_instance=data")
                    try await scratch.done("server", "start", name, "--detach")
                }
                try await scratch.done("server", "add", "one", "./Watcher.swift")
                let mark = scratch.path("listening")
                async let change = scratch.done("client", "call", "one", "watcher.next", "system", mark)
                while !scratch.exists("listening") { try await Task.sleep(for: .milliseconds(5)) }
                try await scratch.done("client", "call", "two", "system.set", "name", "vito")
                #expect(try await change == "name=vito")
                for name in names {
                    #expect(try await scratch.done("client", "call", name, "system.get", "name") == "vito")
                }
            }
        }
    }
}

/// Has a call that waits for the next change of a node, and makes a file when it listens.
private let watcher = """
    import GedisKit
    import Glibc

    struct Watcher {
        func next(_ node: String, _ mark: String, dbclient: any Backend) async throws -> String? {
            let changes = try await dbclient.changes(node)
            close(open(mark, O_WRONLY | O_CREAT, 0o600))
            for try await change in changes {
                if case .string(let value)? = change.value { return change.key + "=" + value }
            }
            return nil
        }
    }

    """
