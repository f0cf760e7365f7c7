import GedisKit

/// Short names for long addresses, kept in the server's backend.
struct Shortener {
    /// Keeps an address under a short name.
    /// - Parameters:
    ///   - address: the long address
    ///   - name: the short name; one is made of the address where it is left out
    /// - Returns: the short name.
    func put(_ address: String, _ name: String? = nil, namespace: String, dbclient: any Backend) async throws -> String
    {
        guard address.contains("://") else { throw CommandError("\(address) is no address", code: "ADDRESS") }
        let name = name ?? Self.name(for: address)
        // In one step, so that of two that want a name at the same time one gets it.
        if try await !dbclient.putIfAbsent(namespace, name, address),
            try await dbclient.get(namespace, name) != .string(address)
        {
            throw CommandError("\(name) is another address' name", code: "TAKEN")
        }
        return name
    }

    /// The address of a short name.
    func get(_ name: String, namespace: String, dbclient: any Backend) async throws -> Scalar? {
        try await dbclient.get(namespace, name)
    }

    /// Forgets a short name.
    /// - Returns: whether it was known.
    func forget(_ name: String, namespace: String, dbclient: any Backend) async throws -> Bool {
        try await dbclient.delete(namespace, name)
    }

    /// A page of the short names, in order.
    /// - Parameters:
    ///   - limit: how many at most
    ///   - after: the last name of the page before
    func list(
        _ limit: Int = 100, _ after: String? = nil, namespace: String, dbclient: any Backend
    ) async throws -> [String] {
        try await dbclient.keys(namespace, after: after, limit: limit)
    }

    /// The same for the same address, by Fowler, Noll and Vo's hash, 1a.
    private static func name(for address: String) -> String {
        let hash = address.utf8.reduce(0x811C_9DC5 as UInt32) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
        return String(hash, radix: 36)
    }
}
