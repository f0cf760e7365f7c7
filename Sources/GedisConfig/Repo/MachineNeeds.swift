/// Which secrets of a repo each machine needs that has a key of its own: those of its servers, and of what these name.
struct MachineNeeds {
    private struct Needs {
        var name: String
        var definition: MachineDefinition
        /// The backends, clients and templates of its servers: `backend/store`, `template/public`.
        var stems: Set<String> = []
        /// What is needed for the password of a server that is mounted, alone.
        var passwordStems: Set<String> = []
    }

    private let machines: [Needs]

    /// Reads the machines' definitions, and those of their servers. What is wrong in them is not needed by any.
    init(in repo: ConfigRepo) {
        var machines: [Needs] = []
        for name in (try? repo.names(of: .machine)) ?? [] {
            guard let definition = try? repo.machine(name).definition, !definition.key.isEmpty else { continue }
            var needs = Needs(name: name, definition: definition)
            let repo = repo.read(for: definition.environment.isEmpty ? nil : definition.environment)
            for server in (try? repo.names(of: .server)) ?? [] where definition.runs(server) {
                needs.stems.formUnion(Self.templates(of: server, in: repo))
                guard let definition = try? repo.server(server).definition else { continue }
                if !definition.dbclientInstance.isEmpty { needs.stems.insert("backend/\(definition.dbclientInstance)") }
                for (name, _) in definition.clients {
                    needs.stems.insert("client/\(name)")
                    guard !repo.exists(.client, name) else { continue }
                    needs.passwordStems.formUnion(["server/\(name)"] + Self.templates(of: name, in: repo))
                }
            }
            machines.append(needs)
        }
        self.machines = machines
    }

    /// The keys of the machines that need what stands in a place, in the order of their names.
    func keys(for place: SecretPlace) -> [String] { machines(for: place).map(\.key) }

    /// The machines that need what stands in a place, and their keys.
    func machines(for place: SecretPlace) -> [(name: String, key: String)] {
        machines.filter { Self.isNeeded(place, by: $0) }.map { ($0.name, $0.definition.key) }
    }

    private static func isNeeded(_ place: SecretPlace, by needs: Needs) -> Bool {
        let parts = place.file.split(separator: "/").map(String.init)
        let names = (parts.last ?? "").split(separator: ".").map(String.init)
        guard let name = names.first else { return false }
        if names.count > 1, names[1] != needs.definition.environment { return false }
        guard parts.count > 1 else {
            // The repo's own file: what all servers, backends or clients have.
            func has(_ kind: InstanceKind) -> Bool { needs.stems.contains { $0.hasPrefix("\(kind)/") } }
            return (place.key.hasPrefix(RepoFile.prefix(of: .server)) && !needs.definition.servers.isEmpty)
                || (place.key.hasPrefix(RepoFile.prefix(of: .backend)) && has(.backend))
                || (place.key.hasPrefix(RepoFile.prefix(of: .client)) && has(.client))
        }
        let stem = "\(parts[0])/\(name)"
        if parts[0] == InstanceKind.server.rawValue, needs.definition.runs(name) { return true }
        return needs.stems.contains(stem) || (place.key == "password" && needs.passwordStems.contains(stem))
    }

    /// The templates that a server extends: `template/public`.
    private static func templates(of server: String, in repo: ConfigRepo) -> [String] {
        guard let files = try? repo.layered(.server, server).texts.keys else { return [] }
        return files.compactMap { file in
            guard file.hasPrefix(DefinitionFile.templates + "/"),
                let parts = DefinitionFile.parts(ConfigRepo.lastPart(of: file))
            else { return nil }
            return "\(DefinitionFile.templates)/\(parts.name)"
        }
    }
}
