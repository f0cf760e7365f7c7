import GedisClient
import GedisKit

/// A server that can be asked to load what changed in the config repo.
package protocol ReloadableServer: Sendable {
    /// Makes the server load what changed.
    ///
    /// - Returns: whether it runs.
    /// - Throws: `HostError` of code `notReloaded` when the server refused what it found, and what a call throws when it
    ///   does not answer.
    func reload() async throws -> Bool
}

extension RunningServer: ReloadableServer {
    /// How long a reload may take besides the inits of namespaces: it may have to compile them.
    private static let reloadTime = Duration.seconds(300)

    /// Makes the server load what changed.
    ///
    /// - Returns: whether it runs.
    /// - Throws: `HostError` of code `notReloaded` when the server refused what it found, `ClientError` or `CommandError`
    ///   when it does not answer.
    package func reload() async throws -> Bool {
        let reply: Value?
        do {
            reply = try await call("gedis.reload", timeout: Self.reloadTime + initTime)
        } catch let error as ClientError where error.code == .connectionClosed {
            throw HostError(
                .notReloaded,
                "the server crashed while it loaded what changed: the init of a namespace traps, "
                    + "'gedis server logs \(name)' says where")
        }
        guard let reply else { return false }
        if case .map(let entries) = reply, let message = entries.first?.value.text {
            throw HostError(.notReloaded, "\(message)\nthe running server goes on with what it had")
        }
        return true
    }
}
