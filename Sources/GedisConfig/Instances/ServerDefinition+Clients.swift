import GedisSettings

extension ServerDefinition {
    /// The clients that it names, each with the key that does: of namespaces that are mounted, and of other servers of GUN.
    var clients: [(name: String, key: String)] {
        var clients: [(name: String, key: String)] = []
        for namespace in namespaces {
            guard case .client(let name)? = namespace.mount else { continue }
            clients.append((name, "namespaces.\(namespace.name).mount"))
        }
        return clients + web.gunPeers.compactMap(\.client).map { ($0, "web.gun_peers") }
    }
}
