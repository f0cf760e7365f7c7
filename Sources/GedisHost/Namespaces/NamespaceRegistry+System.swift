import GedisCore
import GedisKit

extension NamespaceRegistry {
    /// The namespaces with the one that every server has.
    func all(_ loaded: [String: Loaded]) throws -> [Namespace] {
        let others = loaded.values.map(\.namespace).filter { $0.name != "system" }.sorted { $0.name < $1.name }
        if let own = loaded["system"]?.namespace { return [own] + others }
        let environment = Namespace.Environment(name: "system", backend: backend, events: events, log: log)
        var system = try BuiltInNamespaces.system(in: environment)
        if let relay { system.send(over: relay) }
        return [system] + others
    }

    /// Takes notice that the backend is another one.
    ///
    /// - Parameter relay: the way to it of the commands that every server has; nil for the usual one
    /// - Returns: the namespaces with those commands.
    /// - Throws: what loading them throws.
    func backendChanged(relay: RelayTarget?) throws -> Update {
        self.relay = relay
        return try replace(with: loaded, failures, served)
    }
}
