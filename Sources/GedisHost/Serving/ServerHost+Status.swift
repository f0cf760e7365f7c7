import GedisCore
import GedisKit
import GedisServer
import GedisWeb
import Glibc
import Logging

// How a server is, and what it says of itself.

extension ServerHost {
    /// What the control socket answers.
    nonisolated var operatorCommands: OperatorCommands {
        OperatorCommands(
            status: { await self.status() }, reload: { try await self.reload(liftsQuarantine: true) },
            stop: { Task { await self.stop(because: "gedis server stop") } })
    }

    /// Logs which keys have changed that only a restart takes over.
    func warn(of keys: [String]) {
        guard !keys.isEmpty else { return }
        logger.warning("changed, and used after 'gedis server restart \(name)': \(keys.joined(separator: ", "))")
    }

    /// Lets whoever watches the server know whether all of it is served.
    func noteReadiness() { if !isStopping { server?.core.isReady = state.loading.isEmpty } }

    /// How the server is.
    func status() async -> ServerStatus {
        let mounts = await registry.mountStates
        return ServerStatus(
            greeting: greeting, pid: Int(getpid()),
            uptimeSeconds: Int((ContinuousClock.now - started).components.seconds),
            addresses: addresses, namespaces: namespaces.map(\.name), quarantined: state.quarantined,
            loading: state.loading, leftOut: state.failures.filter { !$0.isServedAsBefore }.map(\.summary),
            servedAsBefore: outdated + state.failures.filter(\.isServedAsBefore).map(\.summary),
            stuck: (server?.core.stuck ?? []).map { $0.description }, mounts: mounts.all,
            notThere: mounts.missing,
            workers: namespaces.flatMap { namespace in
                (namespace.processes?() ?? []).map { "\(namespace.name): \($0)" }
            }, connections: server?.openConnections ?? 0)
    }

    /// The line in which it says where it listens.
    func greet(_ configuration: ServerConfiguration, _ ports: [Int]) -> String {
        let places = configuration.endpoints.map { endpoint in
            switch endpoint {
            case .tcp(let host, let port): "\(host):\(port == 0 ? ports.first ?? 0 : port)"
            case .unix(let path, _): path
            }
        }
        if let development = workspace.development {
            return development.greeting(namespaces, port: ports.first ?? 0, page: self.web?.address)
        }
        let counts = namespaces.map { "\($0.name) (\($0.commands.count) command\($0.commands.count == 1 ? "" : "s"))" }
        let place = places.joined(separator: " and ")
        let web = self.web?.address.map { " · web at \($0)" }
        return "\(name) · listening on \(place)\(web ?? "") · namespaces: \(counts.joined(separator: ", "))"
    }
}
