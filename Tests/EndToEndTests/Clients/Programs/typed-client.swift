// Calls namespaces by the module that was generated for them, and prints what they reply.
import Foundation
import GedisClient
import GedisKit

@main struct TypedClient {
    static func main() async throws {
        let (port, version) = (Int(CommandLine.arguments[1])!, CommandLine.arguments[2])
        let endpoint = Client.Endpoint.tcp(host: "localhost", port: port)
        let connection = try await Client.connect(
            to: endpoint, configuration: .init(password: "sesame", version: version == "3" ? .resp3 : .resp2))
        let server = Namespaces(connection)
        let due = Date(timeIntervalSince1970: 1_769_860_800.5)
        let order = OrdersOrder(
            items: [OrdersItem(sku: "Äpfel", count: 2, gift: true)], due: due, labels: ["a": "b"], seal: [255, 1])

        let placed = try await server.orders.place(order, urgent: true)
        let (item, labels) = (placed.items[0], placed.labels ?? [:])
        let size = placed.size.map { "\($0)" } ?? "nil"
        print(item.sku, item.count, item.gift, size, placed.due == due, placed.seal ?? [], labels, placed.note ?? "nil")
        print(try await server.orders.place(order, size: .extraLarge).size!)
        print(
            try await server.orders.count(["a": 1], since: due, more: [.small, .extraLarge]),
            try await server.orders.count([:]))
        let stock = try await connection.call("orders.stock", "a", as: Int?.self)
        let all = try await server.orders.all([order, order])
        print(try await server.orders.echo([0, 255]), stock!, all == [order, order])
        let shop = server.shop
        let nothing = try await shop.mean().map { "\($0)" } ?? "nil"
        print(try await shop.sum(-1), try await shop.sum(1, b: 5), try await shop.mean([1, 2.5])!, nothing)
        print(try await shop.pick("a", upper: true), try await shop.pick("a", note: "!"), try await shop.size(.l))
        let counted = try await shop.item(Item(sku: "a", count: 1, size: .s))
        let items = try await shop.items(["b": Item(sku: "b", count: 2, extra: ["x": 0.5])])
        print(counted.sku, counted.count, counted.size!, items.count, items[0].extra!["x"]!)
        let kinds = try await shop.kinds(due, id: UUID(), price: 2.5)
        print(kinds[0].text!)
        try await shop.nothing()

        do {
            try await shop.fail()
        } catch let error as CommandError where ErrorCode("STOCK") ~= error {
            print(error.code, "/", error.message)
        }
        do {
            _ = try await connection.call("shop.later", "x", as: Int.self)
        } catch let error as CommandError {
            print(error.code, "/", error.message)
        }
        do {
            try await server.orders.count([:], more: [.small])
        } catch let error as ArgumentLeftOut {
            print(error)
        }
        let vito = try await Client.connect(
            to: endpoint, configuration: .init(username: "vito", password: "geheim"))
        do {
            try await Namespaces(vito).orders.echo([])
        } catch ErrorCode.notPermitted {
            print("NOPERM")
        }
    }
}
