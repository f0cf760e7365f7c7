import TestSupport
import Testing

/// What a reload takes over of the backend's definition.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct BackendReloadTests {
    @Test func aChangedDefinitionIsTakenOverAndAnUnchangedOneKeepsItsValues() async throws {
        try await withScratch { scratch in
            let (one, other) = (scratch.path("one.sqlite"), scratch.path("other.sqlite"))
            try await scratch.done("backend", "create", "data", "type=sqlite", "path=\(one)")
            let server = try await scratch.startServer("dbclient_instance=data")
            let connection = try RawConnection(port: server.port)
            #expect(try connection.call("system.set", "place", "one") == "+OK\r\n")
            try await scratch.done("backend", "set", "data", "path=\(other)")
            try await scratch.done("server", "reload", "main")
            #expect(try connection.call("system.get", "place") == "$-1\r\n")
            #expect(try connection.call("system.set", "place", "other") == "+OK\r\n")
            #expect(try await scratch.log().contains("took over the changed backend · backend=data"))

            // Another type of store, which is kept by a reload that finds nothing changed.
            try scratch.write("type: memory\n", to: "instances/backend/data.yaml")
            try await scratch.done("server", "reload", "main")
            #expect(try connection.call("system.set", "place", "memory") == "+OK\r\n")
            try await scratch.done("server", "reload", "main")
            #expect(try connection.call("system.get", "place") == "$6\r\nmemory\r\n")

            // A mistake changes nothing.
            try scratch.write("type: nonsense\n", to: "instances/backend/data.yaml")
            let refused = try await scratch.gedis("server", "reload", "main")
            #expect(refused.code == 5 && refused.errors.contains("nonsense"), "\(refused.errors)")
            #expect(try connection.call("system.get", "place") == "$6\r\nmemory\r\n")

            try scratch.write("type: sqlite\npath: \(one)\n", to: "instances/backend/data.yaml")
            try await scratch.done("server", "reload", "main")
            #expect(try connection.call("system.get", "place") == "$3\r\none\r\n")
        }
    }
}
