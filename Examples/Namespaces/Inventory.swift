import GedisKit

/// What is in stock. Any number of servers over one store count the same things, and none takes what is not there.
struct Inventory {
    /// Something that can be in stock.
    struct Item: Codable {
        /// its number, such as `a1`
        var sku: String
        /// what people call it
        var name: String
        /// how many there are
        var count: Int
    }

    /// Counts items in, new ones or more of the same.
    /// - Returns: how many there are of each now.
    func add(_ items: Item..., namespace: String, dbclient: any Backend, context: Context) async throws -> [Item] {
        var added: [Item] = []
        for var item in items {
            guard item.count > 0 else { throw CommandError("\(item.sku): count must be above 0", code: "COUNT") }
            try await dbclient.put(namespace, [name(item.sku): item.name])
            item.count = try await dbclient.increment(namespace, count(item.sku), by: item.count)
            added.append(item)
        }
        context.log.info("\(context.caller.user) counted in \(added.map(\.sku).joined(separator: " "))")
        return added
    }

    /// Takes some out.
    /// - Parameters:
    ///   - sku: the item's number
    ///   - wanted: how many
    /// - Returns: how many are left.
    func take(
        _ sku: String, _ wanted: Int = 1, namespace: String, dbclient: any Backend, events: Events
    ) async throws -> Int {
        guard wanted > 0 else { throw CommandError("count must be above 0", code: "COUNT") }
        while case .integer(let there)? = try await dbclient.get(namespace, count(sku)) {
            guard there >= wanted else { throw CommandError("there are \(there) of \(sku)", code: "STOCK") }
            // Somebody else may have taken some since: then it is looked at again.
            let isTaken = try await dbclient.compareAndSet(
                namespace, count(sku), from: .integer(there), to: .integer(there - wanted))
            guard isTaken else { continue }
            if there == wanted { events.publish("inventory", "\(sku) is out") }
            return there - wanted
        }
        throw CommandError("there is no \(sku)", code: "ITEM")
    }

    /// An item; null where there is none.
    func find(_ sku: String, namespace: String, dbclient: any Backend) async throws -> Item? {
        let values = try await dbclient.get(namespace, [name(sku), count(sku)])
        guard case .string(let name)? = values[name(sku)], case .integer(let count)? = values[count(sku)] else {
            return nil
        }
        return Item(sku: sku, name: name, count: count)
    }

    /// A page of the items in stock, in the order of their numbers.
    /// - Parameters:
    ///   - limit: how many at most
    ///   - after: the last one of the page before
    func list(
        _ limit: Int = 10, _ after: String = "", namespace: String, dbclient: any Backend
    ) async throws -> [Item] {
        let keys = try await dbclient.keys(namespace, prefix: count(""), after: count(after), limit: limit)
        var items: [Item] = []
        for key in keys {
            let sku = String(key.dropFirst(count("").count))
            if let item = try await find(sku, namespace: namespace, dbclient: dbclient) { items.append(item) }
        }
        return items
    }

    private func name(_ sku: String) -> String { "name:\(sku)" }
    private func count(_ sku: String) -> String { "count:\(sku)" }
}
