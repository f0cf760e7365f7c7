import TestSupport
import Testing

/// Each type of backend, by its definition alone.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct StoreTests {
    @Test(arguments: Store.allCases) func aValueIsSetAndGot(store: Store) async throws {
        try await withScratch { scratch in
            try await store.run(in: scratch) { settings in
                try await scratch.define("data", settings)
                try await scratch.done("server", "create", "main", "port=0")
                try await scratch.done("server", "set", "main", "dbclient_instance=data")
                _ = try await scratch.startAgain()
                #expect(try await scratch.done("client", "call", "main", "system.get", "name") == "")
                #expect(try await scratch.done("client", "call", "main", "system.set", "name", "vito") == "OK")
                #expect(try await scratch.done("client", "call", "main", "system.get", "name") == "vito")

                // Another process finds it where it was put.
                try await scratch.done("server", "restart", "main")
                let found = try await scratch.done("client", "call", "main", "system.get", "name")
                #expect(found == (store.keepsValues ? "vito" : ""))
                try await scratch.done("server", "stop", "main")
            }
        }
    }
}
