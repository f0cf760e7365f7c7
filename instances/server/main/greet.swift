import GedisKit

/// Says hello: an example of a namespace.
struct Greet {
    /// Greets somebody.
    /// - Parameters:
    ///   - name: whom to greet
    ///   - language: in which language
    func hello(_ name: String, _ language: Language = .english) -> String {
        switch language {
        case .english: "Hello, \(name)!"
        case .flemish: "Dag, \(name)!"
        }
    }

    /// Counts how often somebody was greeted, in the server's backend.
    /// - Parameter name: who was greeted
    /// - Returns: how often by now.
    func count(_ name: String, namespace: String, dbclient: any Backend) async throws -> Int {
        try await dbclient.increment(namespace, name)
    }

    enum Language: String, CaseIterable {
        case english, flemish
    }
}
