import FoundationEssentials
package import GedisConfig
import GedisSettings
import Glibc

/// Gives servers other names, and makes servers like others, with what this machine keeps for them.
package struct ServerCopying: Sendable {
    private let workspace: Workspace

    /// Works on the servers of a repo.
    package init(in workspace: Workspace) { self.workspace = workspace }

    /// Makes a server like another one, which may run.
    ///
    /// - Parameters:
    ///   - name: the server's name
    ///   - new: the other's name
    ///   - assignments: the keys that the other has otherwise
    /// - Returns: what deserves attention.
    /// - Throws: what `ConfigRepo.copy` throws, and `HostError` when a server of the other name runs. Nothing is changed then.
    package func copy(_ name: String, to new: String, _ assignments: [Assignment]) async throws -> [String] {
        let (old, next) = (workspace.files(of: name), workspace.files(of: new))
        try old.makeFolder()
        return try await ProcessLock.hold(old.editLock) {
            try requireStopped(new)
            try workspace.repo.copy(.server, name, to: new, assignments)
            if FileManager.default.fileExists(atPath: old.originsFile) {
                try next.makeFolder()
                try? FileManager.default.removeItem(atPath: next.originsFile)
                try? FileManager.default.copyItem(atPath: old.originsFile, toPath: next.originsFile)
            }
            return sharedPlaces(name, new)
        }
    }

    /// Gives a server that does not run another name. Its log, its quarantine and where its sources came from go with it.
    ///
    /// - Parameters:
    ///   - name: the server's name
    ///   - new: its name from then on
    /// - Returns: what names the server still and is not changed.
    /// - Throws: what `ConfigRepo.rename` throws, and `HostError` when a server of either name runs. All is as it was then.
    package func rename(_ name: String, to new: String) async throws -> [String] {
        let (old, next) = (workspace.files(of: name), workspace.files(of: new))
        try workspace.requireServer(name)
        try old.makeFolder()
        return try await ProcessLock.hold(old.editLock) {
            try requireStopped(name)
            try requireStopped(new)
            // Nobody starts it meanwhile.
            let locks = [
                try PIDFile.hold(old.supervisorFile, server: name), try PIDFile.hold(old.pidFile, server: name),
            ]
            defer { for lock in locks { close(lock) } }
            try workspace.repo.rename(.server, name, to: new)
            move(old, to: next)
            return references(to: name, new)
        }
    }

    private func requireStopped(_ name: String) throws(HostError) {
        let running = RunningServer(name, in: workspace)
        if let pid = running.pid ?? running.supervisor { throw .alreadyRuns(name, "pid \(pid)") }
    }

    /// Moves what is kept of a server. What cannot be moved is missed by nobody but who reads the log.
    private func move(_ old: ServerFiles, to next: ServerFiles) {
        let manager = FileManager.default
        try? manager.removeItem(atPath: next.folder)
        guard (try? next.makeFolder()) != nil else { return }
        for (from, to) in [
            (old.logFile, next.logFile), (old.quarantineFile, next.quarantineFile),
            (old.librariesFile, next.librariesFile), (old.originsFile, next.originsFile),
        ] { try? manager.moveItem(atPath: from, toPath: to) }
        try? manager.removeItem(atPath: old.folder)
    }

    /// Where both servers would listen.
    private func sharedPlaces(_ name: String, _ new: String) -> [String] {
        guard let one = try? workspace.repo.server(name).definition,
            let other = try? workspace.repo.server(new).definition
        else { return [] }
        var keys: [String] = []
        if one.port != 0, one.port == other.port, one.addr == other.addr { keys.append("port=\(one.port)") }
        if !one.unixsocket.isEmpty, one.unixsocket == other.unixsocket { keys.append("unixsocket=\(one.unixsocket)") }
        if let port = one.web.port, port != 0, port == other.web.port { keys.append("web.port=\(port)") }
        let metrics = one.reporting.metricsPort
        if metrics != 0, metrics == other.reporting.metricsPort { keys.append("metrics_port=\(metrics)") }
        guard !keys.isEmpty else { return [] }
        return ["both have \(keys.joined(separator: " ")): 'gedis server set \(new)' gives it others before both run"]
    }

    /// What names a server that has another name now.
    private func references(to name: String, _ new: String) -> [String] {
        var notes: [String] = []
        for server in (try? workspace.repo.names(of: .server)) ?? [] where !workspace.repo.exists(.client, name) {
            for namespace in (try? workspace.repo.server(server).definition.namespaces) ?? [] {
                guard case .client(name)? = namespace.mount else { continue }
                notes.append(
                    "server \(server) mounts \(name): 'gedis server set \(server) namespaces.\(namespace.name).mount=\(new)'"
                )
            }
        }
        for machine in (try? workspace.repo.names(of: .machine)) ?? [] {
            let servers = (try? workspace.repo.machine(machine).definition.servers) ?? []
            guard servers.contains(name) else { continue }
            let next = servers.map { $0 == name ? new : $0 }.joined(separator: " ")
            notes.append("machine \(machine) runs \(name): 'gedis machine set \(machine) \"servers=\(next)\"'")
        }
        if let renamed = try? workspace.repo.server(new) {
            for account in [nil, ProcessInfo.processInfo.userName] {
                let unit = ServiceUnit(of: renamed, in: workspace, account: account, words: [])
                let file = unit.file.replacing(unit.name, with: "gedis-\(name).service")
                guard FileManager.default.fileExists(atPath: file) else { continue }
                notes.append("\(file) starts \(name): remove it, and 'gedis server install \(new)' writes another")
            }
        }
        return notes
    }
}
