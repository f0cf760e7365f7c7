import GedisBackends
import GedisClient
import GedisConfig
import GedisKit
import GedisSettings

extension Workspace {
    /// The ways to the other servers of GUN with which a server syncs its graph.
    ///
    /// - Throws: `ConfigError` when a URL is wrong, a client is missing or wrong, or its password cannot be opened.
    func gunDialers(of server: Instance<ServerDefinition>) throws(ConfigError) -> [GunDialer] {
        let key = "server/\(server.name).yaml: web.gun_peers"
        var dialers: [GunDialer] = []
        for peer in server.definition.web.gunPeers {
            let client = try peer.client.map { (name) throws(ConfigError) in try configuration(of: name, key) }
            do throws(BackendError) {
                dialers.append(try GunDialer(peer.url, of: server.name, client: client ?? .init()))
            } catch {
                throw ConfigError(.invalid, "\(key): \(error)")
            }
        }
        return dialers
    }

    private func configuration(of client: String, _ key: String) throws(ConfigError) -> Client.Configuration {
        do throws(ConfigError) {
            let instance = try repo.client(client)
            let access = try access(of: instance)
            return Client.Configuration(tls: try tls(of: instance), username: access.user, password: access.password)
        } catch {
            throw ConfigError(error.code, "\(key): \(error)")
        }
    }
}
