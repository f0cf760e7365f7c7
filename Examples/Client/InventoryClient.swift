// Calls the commands of inventory on a gedis server, over GedisClient.
//
// Made by 'gedis client generate', which makes it anew: do not change it here.
// swift-format-ignore-file

public import GedisClient

/// A server's namespaces, called over a client of GedisClient.
public struct Namespaces: Sendable {
    /// What is in stock. Any number of servers over one store count the same things, and none takes what is not there.
    public let inventory: Inventory

    /// Calls over a client.
    public init(_ client: any CommandClient) {
        inventory = Inventory(client: client)
    }
}

/// What is in stock. Any number of servers over one store count the same things, and none takes what is not there.
public struct Inventory: Sendable {
    let client: any CommandClient

    /// Counts items in, new ones or more of the same.
    ///
    /// Returns: how many there are of each now.
    @discardableResult
    public func add(_ items: [InventoryItem] = []) async throws -> [InventoryItem] {
        var call = TypedCall("inventory.add")
        try call.addAll("items", items)
        return try await client.call(call, as: [InventoryItem].self)
    }

    /// Takes some out.
    ///
    /// Returns: how many are left.
    ///
    /// - Parameters:
    ///   - sku: the item's number
    ///   - wanted: how many
    @discardableResult
    public func take(_ sku: String, wanted: Int = 1) async throws -> Int {
        var call = TypedCall("inventory.take")
        try call.add("sku", sku)
        try call.addOptional("wanted", wanted, default: 1)
        return try await client.call(call, as: Int.self)
    }

    /// An item; null where there is none.
    @discardableResult
    public func find(_ sku: String) async throws -> InventoryItem? {
        var call = TypedCall("inventory.find")
        try call.add("sku", sku)
        return try await client.call(call, as: InventoryItem?.self)
    }

    /// A page of the items in stock, in the order of their numbers.
    ///
    /// - Parameters:
    ///   - limit: how many at most
    ///   - after: the last one of the page before
    @discardableResult
    public func list(limit: Int = 10, after: String = "") async throws -> [InventoryItem] {
        var call = TypedCall("inventory.list")
        try call.addOptional("limit", limit, default: 10)
        try call.addOptional("after", after, default: "")
        return try await client.call(call, as: [InventoryItem].self)
    }
}

/// Something that can be in stock.
public struct InventoryItem: Codable, Hashable, Sendable {
    /// its number, such as `a1`
    public var sku: String
    /// what people call it
    public var name: String
    /// how many there are
    public var count: Int

    /// Makes one of its members.
    public init(sku: String, name: String, count: Int) {
        self.sku = sku
        self.name = name
        self.count = count
    }
}
