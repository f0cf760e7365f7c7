import TestSupport
import Testing

/// What namespaces publish.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct EventTests {
    @Test func aCommandNotifiesWhoListens() async throws {
        try await withScratch { scratch in
            try scratch.write(
                """
                import GedisKit

                struct Shop {
                    /// Ships an order; returns how many clients it reached.
                    func ship(_ order: Int, events: Events) -> Int { events.publish("orders", "shipped \\(order)") }

                    /// The same, later.
                    func shipLater(_ order: Int, events: Events) async -> Int {
                        await Task.yield()
                        return events.publish("orders", "shipped \\(order)")
                    }
                }
                """, to: "Shop.swift")
            let server = try await scratch.startServer()
            try await scratch.done("server", "add", "main", "Shop.swift")
            #expect(try await scratch.done("server", "commands", "main").contains(#/shop\.ship +order:Int +Int/#))
            let output = try await scratch.python(
                """
                import redis, sys
                client = redis.Redis(port=int(sys.argv[1]), decode_responses=True)
                listener = client.pubsub()
                listener.subscribe("orders")
                print(listener.get_message(timeout=30)["type"])
                print(client.execute_command("shop.ship", 17), client.execute_command("shop.shipLater", 18))
                print(listener.get_message(timeout=30)["data"], listener.get_message(timeout=30)["data"], sep=", ")
                """, "\(server.port)")
            #expect(output == "subscribe\n1 1\nshipped 17, shipped 18")
        }
    }
}
