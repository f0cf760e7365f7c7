import GedisKit

/// What lies in a store room, kept in the server's backend.
struct Stock {
    /// Adds to an article.
    /// - Parameters:
    ///   - article: the article's name
    ///   - count: how many come in
    /// - Returns: how many there are now.
    func add(_ article: String, _ count: Int, dbclient: any Backend) async throws -> Int {
        guard count > 0 else { throw CommandError("count must be above 0", code: "COUNT") }
        return try await dbclient.increment("stock", article, by: count, expiresIn: nil)
    }

    /// Takes of an article, and tells the channel `stock` when none is left.
    /// - Parameters:
    ///   - article: the article's name
    ///   - count: how many go out
    /// - Returns: how many are left.
    func take(_ article: String, _ count: Int = 1, dbclient: any Backend, events: Events) async throws -> Int {
        let left = try await dbclient.increment("stock", article, by: -count, expiresIn: nil)
        guard left >= 0 else {
            _ = try await dbclient.increment("stock", article, by: count, expiresIn: nil)
            throw CommandError("\(left + count) of \(article) are left", code: "STOCK")
        }
        if left == 0 { events.publish("stock", "\(article) is out") }
        return left
    }

    /// The name of an article as it is written on its shelf.
    /// - Parameter article: the article's name
    func label(_ article: String) -> String { article.uppercased() }
}
