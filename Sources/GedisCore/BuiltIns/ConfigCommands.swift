import GedisKit
import GedisSettings

extension BuiltIn {
    static let config = BuiltIn(
        "config", "server", "Shows settings.",
        subcommands: [
            BuiltIn(
                "get", "server", "Returns the settings whose names fit patterns.",
                [Parameter("parameter"), Parameter("parameters", .variadic)]
            ) { arguments, reply, connection in
                var patterns: [Glob] = []
                for index in 1..<arguments.count { patterns.append(Glob(arguments.text(at: index).lowercased())) }
                let settings = connection.worker.server.settings.filter { setting in
                    patterns.contains { $0.matches(Array(setting.0.utf8)) }
                }
                reply.map(count: settings.count)
                for (name, value) in settings {
                    reply.string(name)
                    reply.string(value)
                }
            },
            BuiltIn(
                "set", "server", "Replies an error: settings are in the server's definition.",
                [
                    Parameter("parameters", .variadic)
                ]
            ) { _, _, connection in
                throw CommandError(
                    "settings are kept in the server's definition: gedis server set "
                        + "\(connection.worker.server.configuration.name) key=value")
            },
            BuiltIn("resetstat", "server", "Resets the statistics of INFO.") { _, reply, connection in
                for counters in connection.worker.server.counters { counters.reset() }
                reply.ok()
            },
        ])
}

extension ServerCore {
    /// The settings, under the names that Redis has for them. Nothing is saved here, so nothing is configured to be.
    fileprivate var settings: [(String, String)] {
        var unixSocket = ""
        var hosts: [String] = []
        for endpoint in configuration.endpoints {
            switch endpoint {
            case .tcp(let host, _): hosts.append(host)
            case .unix(let path, _): unixSocket = path
            }
        }
        let limits = limits
        let port = "\(ports.first ?? 0)"
        let isSecured = configuration.certificate != nil
        return [
            ("appendonly", "no"), ("bind", hosts.joined(separator: " ")), ("databases", "1"),
            ("io-threads", "\(configuration.threads)"), ("maxclients", "\(limits.maxConnections)"),
            ("maxmemory", "0"), ("maxmemory-policy", "noeviction"),
            ("port", isSecured ? "0" : port), ("proto-max-bulk-len", "\(limits.maxRequestSize)"),
            ("replica-read-only", "yes"),
            ("save", ""), ("slowlog-log-slower-than", "\(slowLog.thresholdMicroseconds)"),
            ("slowlog-max-len", "\(SlowLog.length)"), ("timeout", "\(limits.idleTimeout?.components.seconds ?? 0)"),
            ("tls-port", isSecured ? port : "0"),
            ("unixsocket", unixSocket),
        ]
    }
}
