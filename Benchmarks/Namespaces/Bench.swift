import GedisKit

/// The commands that are measured.
struct Bench {
    /// Returns its argument.
    func echo(_ text: String) -> String { text }

    /// Adds two numbers.
    func sum(_ a: Int, _ b: Int) -> Int { a + b }

    /// Keeps a core busy for some microseconds: so many steps of a random number generator.
    func work(_ seed: Int, _ steps: Int) -> Int {
        var number = seed
        for _ in 0..<steps { number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407 }
        return number
    }

    /// A record of five fields.
    struct Item: Codable {
        var sku: String
        var name: String
        var count: Int
        var price: Double
        var paid: Bool
    }

    /// Takes a record and returns one of its fields.
    func item(_ item: Item) -> Int { item.count }

    /// Returns the record.
    func same(_ item: Item) -> Item { item }

    /// Adds two numbers, and could suspend.
    func later(_ a: Int, _ b: Int) async -> Int { a + b }
}
