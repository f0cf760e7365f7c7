package import GedisConfig
package import GedisKit
import GedisMounts
import GedisSettings

extension Workspace {
    /// The mounts of a server.
    ///
    /// - Throws: `ConfigError` when a client is missing or wrong, a password cannot be opened, or a namespace has a source
    ///   as well.
    func mountPlans(of server: Instance<ServerDefinition>) throws(ConfigError) -> [MountPlan] {
        let mounts = server.definition.namespaces.filter { $0.mount != nil }
        guard !mounts.isEmpty else { return [] }
        let sources = try repo.soundNamespaces(of: server.name, by: server.definition).namespaces
        var plans: [MountPlan] = []
        for namespace in mounts {
            guard let place = namespace.mount else { continue }
            let key = "server/\(server.name).yaml: namespaces.\(namespace.name).mount"
            if let source = sources.first(where: { $0.name == namespace.name }) {
                throw ConfigError(
                    .invalid, "\(key): the namespace has a source too, \(source.source): take one of them away")
            }
            plans.append(try plan(of: namespace, at: place, key))
        }
        return plans
    }

    private func plan(
        of namespace: NamespaceDefinition, at place: MountPlace, _ key: String
    ) throws(ConfigError) -> MountPlan {
        var access: ClientAccess
        var instance = ""
        switch place {
        case .url(let definition): access = try self.access(definition)
        case .client(let name):
            instance = name
            do throws(ConfigError) {
                access = try self.access(of: try repo.client(name))
            } catch {
                throw ConfigError(error.code, "\(key): \(error)")
            }
        }
        if !namespace.mountUser.isEmpty { access.user = namespace.mountUser }
        let password = try namespace.mountPassword.open()
        if !password.isEmpty { access.password = password }
        return MountPlan(
            name: namespace.name, instance: instance, endpoint: access.endpoint, tls: access.tls, user: access.user,
            password: access.password, timeout: namespace.mountSettings.timeout,
            connections: namespace.mountSettings.connections)
    }

    /// A mount that is not looked after yet.
    func mount(_ plan: MountPlan, log: Log = .none) -> Mount {
        guard !plan.instance.isEmpty else { return Mount(plan, log: log) }
        return Mount(plan, log: log) { [self] in try await reachable(plan.endpoint, of: plan.instance) }
    }

    /// Asks mounted servers what commands they have. Each may take as long as its mount says.
    ///
    /// - Parameter server: the server that they are mounted in
    /// - Returns: what is known of each.
    /// - Throws: `ConfigError` when a mount is defined wrongly.
    package func describedMounts(
        of server: Instance<ServerDefinition>
    ) async throws(ConfigError) -> [DescribedMount] {
        var described: [DescribedMount] = []
        for plan in try mountPlans(of: server) {
            let mount = mount(plan)
            mount.begin {}
            await mount.waitUntilKnown(atMost: plan.timeout)
            mount.close()
            described.append(
                DescribedMount(
                    namespace: mount.namespace, place: "\(plan.endpoint)",
                    failure: mount.isKnown ? mount.failure : "\(plan.endpoint) did not answer within \(plan.timeout)"))
        }
        return described
    }
}

/// What is known of a namespace that is mounted, by asking its server.
package struct DescribedMount: Sendable {
    /// The namespace, without commands where nothing is known.
    package let namespace: Namespace
    /// Where the mounted server is.
    package let place: String
    /// Why nothing is known; nil where something is.
    package let failure: String?
}
