import GedisConfig
import GedisCore
import GedisCrypto
import GedisServer
import GedisSettings
import Glibc

extension Workspace {
    /// The configuration that a definition describes.
    ///
    /// - Throws: `ConfigError` when a password cannot be opened.
    func configuration(of instance: Instance<ServerDefinition>) throws(ConfigError) -> ServerConfiguration {
        let definition = instance.definition
        var configuration = ServerConfiguration(
            name: instance.name, endpoints: endpoints(of: definition), certificate: certificate(of: instance),
            password: nil, controlSocket: files(of: instance.name).controlSocket,
            threads: definition.threads == 0 ? Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) : definition.threads)
        configuration.passwords = try passwords(of: instance)
        configuration.users = try users(of: instance)
        configuration.proxy = definition.proxy
        configuration.limits = definition.limits
        configuration.slowlogThreshold = definition.reporting.slowlogThreshold
        return configuration
    }

    /// Where a server listens for clients of RESP.
    func endpoints(of definition: ServerDefinition) -> [ServerConfiguration.Endpoint] {
        let tcp = ServerConfiguration.Endpoint.tcp(host: definition.addr, port: definition.port)
        guard !definition.unixsocket.isEmpty else { return [tcp] }
        return [tcp, .unix(path: definition.unixsocket, mode: UInt32(definition.unixsocketMode))]
    }

    /// The passwords of clients that say no name, of which each is taken; none where they need none.
    ///
    /// - Throws: `ConfigError` when one cannot be opened.
    func passwords(of instance: Instance<ServerDefinition>) throws(ConfigError) -> [String] {
        try instance.definition.passwords.map { secret throws(ConfigError) in try secret.open() }
    }

    /// Who else may call.
    ///
    /// - Throws: `ConfigError` when a password cannot be opened.
    func users(of instance: Instance<ServerDefinition>) throws(ConfigError) -> [ServerConfiguration.User] {
        var users: [ServerConfiguration.User] = []
        for user in instance.definition.users {
            var known = ServerConfiguration.User(
                name: user.name, password: nil, commands: user.commands, rates: user.rates)
            known.passwords = try user.passwords.map { secret throws(ConfigError) in try secret.open() }
            (known.gunRead, known.gunWrite) = (user.gunRead, user.gunWrite)
            users.append(known)
        }
        return users
    }

    /// The settings of a server's namespaces as JSON, by the namespaces' names.
    ///
    /// - Throws: `ConfigError` when a secret cannot be opened or a variable is not set.
    func namespaceSettings(of instance: Instance<ServerDefinition>) throws(ConfigError) -> [String: [UInt8]] {
        var settings: [String: [UInt8]] = [:]
        for namespace in instance.definition.namespaces { settings[namespace.name] = try namespace.settings.json() }
        return settings
    }

    /// The files that a server speaks TLS with; nil where it does not.
    func certificate(of instance: Instance<ServerDefinition>) -> ServerConfiguration.Certificate? {
        guard instance.definition.ssl else { return nil }
        let files = repo.certificate(of: instance)
        let authorities = instance.definition.clientCA
        return ServerConfiguration.Certificate(
            chain: files.certificate, key: files.key, clientAuthorities: authorities.isEmpty ? nil : authorities)
    }
}
