internal import GedisSettings

extension ConfigRepo {
    /// All that is wrong, or deserves a warning, in the repo. Sealed values are not opened.
    ///
    /// - Throws: `ConfigError` when a folder cannot be read.
    public func validate() throws(ConfigError) -> [Problem] {
        var problems: [Problem] = []
        for kind in InstanceKind.allCases {
            problems += try strangeFiles(of: kind)
            for name in try names(of: kind) {
                do throws(ConfigError) {
                    problems += try settings(of: kind, name).problems
                } catch {
                    problems += error.problems.isEmpty ? [problem(of: kind, name, error)] : error.problems
                }
            }
        }
        problems += try templateProblems()
        for name in try names(of: .server) {
            problems += try findNamespaces(of: name).1
            if let server = try? server(name) { problems += try check(server) }
        }
        for name in try names(of: .machine) { problems += try machineProblems(name) }
        problems += (try? secretsNotSealedForMachines()) ?? []
        // What several instances have from one file is wrong once.
        var seen: Set<Problem> = []
        return problems.filter { seen.insert($0).inserted }
    }

    /// What is wrong in templates, in those too that no server extends, and in the repo's file, also where every instance says
    /// otherwise.
    private func templateProblems() throws(ConfigError) -> [Problem] {
        var problems: [Problem] = []
        for kind in InstanceKind.allCases {
            func read<D: InstanceDefinition>(_ type: D.Type) throws(ConfigError) -> [Problem] {
                // No instance has this name.
                let reader = reader(of: kind, ".defaults")
                return reader.read(try document([], of: kind, ".defaults"), as: type).problems
            }
            problems += try read(kind.definition).filter { $0.file != Self.file(kind, ".defaults") }
        }
        for file in try definitionFiles() where !file.hasPrefix("server/") {
            guard let parts = DefinitionFile.parts(Self.lastPart(of: file)) else { continue }
            do throws(ConfigError) {
                let document = try document(at: file)
                if parts.name == DefinitionFile.repo, !file.contains("/") {
                    problems += RepoFile(document, file).problems
                } else if file.hasPrefix(DefinitionFile.templates + "/"), parts.environment == nil {
                    problems += reader(ofTemplate: parts.name).read(document, as: ServerDefinition.self).problems
                }
            } catch {
                problems += error.problems.isEmpty ? [Problem(file: file, error.description)] : error.problems
            }
        }
        return problems
    }

    private func check(_ server: Instance<ServerDefinition>) throws(ConfigError) -> [Problem] {
        var problems: [Problem] = []
        let document = try layered(.server, server.name)
        func add(_ severity: Problem.Severity, _ key: String, at place: YAMLNode? = nil, _ message: String) {
            let node = place ?? document[key]?.value
            let file = node.map { document.origin(of: $0).file } ?? document.ownOrigin.file
            problems.append(Problem(severity, file: file, at: node?.position, key: key, message))
        }
        let backend = server.definition.dbclientInstance
        if !backend.isEmpty, !exists(.backend, backend) {
            let suggestion = Suggestion.text(for: backend, among: try names(of: .backend))
            add(.error, "dbclient_instance", "no backend '\(backend)'\(suggestion)")
        }
        if server.definition.ssl, !certificate(of: server).exist {
            add(.warning, "ssl", "no certificate yet; 'gedis cert generate \(server.name)' makes one")
        }
        let definition = server.definition
        if let exposure = definition.exposure { add(.warning, "addr", exposure) }
        if !definition.clientCA.isEmpty {
            if !definition.ssl {
                add(.warning, "client_ca", "not used: clients show certificates only where ssl is true")
            }
            if FileSystem.kind(of: definition.clientCA) == .missing {
                add(.error, "client_ca", "there is no file \(definition.clientCA)")
            }
        }
        let sources = try findNamespaces(of: server.name).0
        for namespace in definition.namespaces {
            let key = "namespaces.\(namespace.name).mount"
            let source = sources.first { $0.name == namespace.name }
            if namespace.mount != nil, let source {
                add(.error, key, "the namespace has a source too, \(source.source): take one of them away")
            }
            if !namespace.worker.command.isEmpty {
                if let source { problems.append(twice(namespace.name, source.source, server.name)) }
                if namespace.mount != nil { add(.error, key, "a program serves the namespace: take one of them away") }
            }
        }
        for (name, key) in definition.clients where !exists(.client, name) && !exists(.server, name) {
            let suggestion = Suggestion.text(for: name, among: try names(of: .client) + names(of: .server))
            add(.error, key, "no client '\(name)'\(suggestion)")
        }
        let isProxied = definition.proxy.isExpected || (definition.web.port != nil && definition.web.isProxied)
        if isProxied, definition.proxy.sources.isEmpty {
            add(.error, "proxy_from", "no one may connect: name the addresses of the proxies")
        }
        if isProxied, definition.proxy.sources.contains(where: \.isEverything) {
            add(.warning, "proxy_from", "whoever connects can say any address: name the addresses of the proxies")
        }
        let metricsPort = definition.reporting.metricsPort
        if metricsPort != 0, metricsPort == definition.port {
            add(.error, "metrics_port", "\(metricsPort) is the port that clients use: take another")
        }
        if let webPort = definition.web.port, webPort != 0, webPort == definition.port || webPort == metricsPort {
            let use = webPort == metricsPort ? "of the metrics" : "that clients use"
            add(.error, "web.port", "\(webPort) is the port \(use): take another")
        }
        for user in definition.users where user.passwords.isEmpty && definition.clientCA.isEmpty {
            let key = "users.\(user.name)"
            let advice = "'gedis server set \(server.name) \(key).password=-' asks for one"
            add(
                .warning, key, at: document[key]?.keyNode,
                "no one can be this user, without a password or a client_ca; \(advice)")
        }
        return problems
    }

    /// Servers that are to run on a machine and are not defined.
    private func machineProblems(_ name: String) throws(ConfigError) -> [Problem] {
        guard let servers = try? machine(name).definition.servers else { return [] }
        let known = try names(of: .server)
        let document = try layered(.machine, name)
        return servers.filter { $0 != "*" && !known.contains($0) }.map { server in
            let node = document["servers"]?.value
            let file = node.map { document.origin(of: $0).file } ?? document.ownOrigin.file
            return Problem(
                .warning, file: file, at: node?.position, key: "servers",
                "no server '\(server)'\(Suggestion.text(for: server, among: known))")
        }
    }

    private func problem(of kind: InstanceKind, _ name: String, _ error: ConfigError) -> Problem {
        Problem(file: Self.file(kind, name), error.description)
    }

    /// Files that look like definitions and are none by their names.
    private func strangeFiles(of kind: InstanceKind) throws(ConfigError) -> [Problem] {
        try FileSystem.names(in: folder(of: kind)).compactMap { file in
            if file.hasPrefix(".") { return nil }
            if file.hasSuffix(".yml") {
                return Problem(.warning, file: "\(kind)/\(file)", "not read: a definition's file ends with .yaml")
            }
            guard file.hasSuffix(".yaml") else { return nil }
            if let parts = DefinitionFile.parts(file), parts.environment != nil {
                guard !exists(kind, parts.name) else { return nil }
                return Problem(
                    file: "\(kind)/\(file)", "not read: there is no \(kind) \(parts.name), whose values it could change"
                )
            }
            let mistake = InstanceName.mistake(in: String(file.dropLast(5)), of: kind.rawValue)
            return mistake.map { Problem(file: "\(kind)/\(file)", $0) }
        }
    }
}
