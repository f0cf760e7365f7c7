import TestSupport
import Testing

/// Settings, state and stops, as who runs a server meets them.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct SettingsTests {
    private static func source(_ version: String) -> String {
        """
        import GedisKit

        /// Version \(version).
        actor Proxy {
            struct Settings: Decodable { var key: String, limit: Int }
            struct State: Codable { var count: Int }
            private let settings: Settings
            private let events: Events
            private var count: Int

            init(settings: Settings, state: State?, events: Events) {
                self.settings = settings
                self.events = events
                count = state?.count ?? 0
            }
            func show() -> String { count += 1; return "\\(settings.key) \\(settings.limit) \\(count) \(version)" }
            func state() -> State { State(count: count) }
            func stop() async { events.publish("ends", "\(version)") }
        }
        """
    }

    @Test func settingsAreHandedInAndStateIsHandedOn() async throws {
        try await withScratch { scratch in
            try scratch.write(Self.source("one"), to: "proxy.swift")
            let server = try await scratch.startServer()
            let refused = try await scratch.gedis("server", "add", "main", "proxy.swift")
            #expect(refused.code != 0)
            #expect(refused.errors.contains("namespaces.proxy.settings.key is missing"), "\(refused.errors)")

            try await scratch.done("server", "set", "main", "namespaces.proxy.settings.limit=x")
            let secret = try await scratch.gedis(
                "server", "set", "main", "namespaces.proxy.settings.key=-", input: "hunter2\n")
            #expect(secret.code == 0 && secret.output.contains("key (sealed)"), "\(secret.output)\(secret.errors)")
            #expect(!(try scratch.read("instances/server/main.yaml")).contains("hunter2"))
            let wrong = try await scratch.gedis("server", "add", "main", "proxy.swift")
            #expect(
                wrong.errors.contains(
                    #/server/main\.yaml:\d+:\d+: namespaces\.proxy\.settings\.limit: must be an integer, got "x"/#),
                "\(wrong.errors)")

            try await scratch.done("server", "set", "main", "namespaces.proxy.settings.limit=5")
            try await scratch.done("server", "add", "main", "proxy.swift")
            #expect(try await scratch.redisCLI(server.port, "proxy.show") == "hunter2 5 1 one")

            // Other settings make another instance, which is handed the state.
            try await scratch.done("server", "set", "main", "namespaces.proxy.settings.limit=6")
            try await scratch.done("server", "reload", "main")
            #expect(try await scratch.redisCLI(server.port, "proxy.show") == "hunter2 6 2 one")

            try scratch.write(Self.source("two"), to: "proxy.swift")
            let output = try await scratch.python(
                """
                import redis, subprocess, sys
                client = redis.Redis(port=int(sys.argv[1]), decode_responses=True)
                listener = client.pubsub()
                listener.subscribe("ends")
                print(listener.get_message(timeout=30)["type"])
                subprocess.run([sys.argv[2], "server", "add", "main", "proxy.swift", "--force"], check=True, stdout=subprocess.DEVNULL)
                print(listener.get_message(timeout=30)["data"], client.execute_command("proxy.show"))
                """, "\(server.port)", Tool.path)
            #expect(output == "subscribe\none hunter2 6 3 two")
        }
    }
}
