import GedisConfig
import GedisSettings

// A definition of the backend that has changed.

extension ServerHost {
    /// The backend that the server was started with as it is defined now; nil where that has not changed. The backend of
    /// another name takes a restart, because namespaces may have been handed none.
    func backendReplacement(
        for instance: Instance<ServerDefinition>
    ) async throws -> ServerBackend.Replacement? {
        guard let backend, instance.definition.dbclientInstance == definition?.dbclientInstance,
            var plan = try workspace.backendPlan(of: instance)
        else { return nil }
        plan.holdsGraph = definition?.web.gun ?? false
        return try await backend.replacement(by: plan)
    }
}
