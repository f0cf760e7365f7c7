import GedisClient

/// Calls a namespace by the module that was made of it, over connections of its own:
///
///     $ gedis dev Examples/Namespaces/Inventory.swift --port 9900
///     $ swift run ClientExample 9900
///
/// The server's password, and the certificate of one with TLS, may follow the port. The module is made by
/// `gedis client generate Examples/Namespaces/Inventory.swift --output Examples/Client/InventoryClient.swift`.
@main struct ClientExample {
    static func main() async throws {
        var words = CommandLine.arguments.dropFirst()
        let endpoint = Client.Endpoint.tcp(host: "localhost", port: words.popFirst().flatMap(Int.init) ?? 9900)
        let password = words.popFirst()
        let tls = words.popFirst().map { Client.TLS(trustRoots: .file(path: $0)) }
        let configuration = Client.Configuration(tls: tls, password: password, callTimeout: .seconds(10))

        // A connection that only listens.
        let subscriber = try await Client.connect(to: endpoint, configuration: configuration)
        let messages = try await subscriber.messages(on: "inventory")

        // One for calls, which connects anew where it was lost.
        let client = ReconnectingClient(to: endpoint, configuration: configuration)
        let inventory = Namespaces(client).inventory
        let added = try await inventory.add([InventoryItem(sku: "a1", name: "Apples", count: 3)])
        print("there are \(added[0].count) \(added[0].name)")
        do {
            try await inventory.take("a1", wanted: 5)
        } catch ErrorCode("STOCK") {
            print("5 are too many")
        }

        // Several calls in one go.
        var find = TypedCall("inventory.find")
        try find.add("sku", "a1")
        let list = TypedCall("inventory.list")
        let replies = try await client.pipeline([find.words, list.words])
        let found = try find.read(replies[0], as: InventoryItem?.self)
        print("found \(found?.name ?? "nothing") among \(try list.read(replies[1], as: [InventoryItem].self).count)")

        print("\(try await inventory.take("a1", wanted: 3)) are left")
        for try await message in messages {
            print("\(message.channel): \(message.text ?? "")")
            break
        }
        await subscriber.close()
        await client.close()
    }
}
