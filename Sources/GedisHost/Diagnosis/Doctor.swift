import FoundationEssentials
import GedisConfig
import GedisKit
import GedisNamespaces
import GedisSettings
import Glibc

/// Looks whether this machine and a repo have what gedis needs. It changes nothing.
package struct Doctor: Sendable {
    private let workspace: Workspace

    /// Below which a disk is called full, in bytes.
    private static let leastSpace: UInt64 = 1 << 30

    /// Looks at a repo and this machine.
    package init(in workspace: Workspace) { self.workspace = workspace }

    /// Looks at all of it.
    ///
    /// - Returns: what was found, in an order that does not change.
    /// - Throws: `ConfigError` when the repo cannot be read.
    package func findings() async throws -> [Finding] {
        let names = try workspace.repo.names(of: .server)
        var findings = tools(for: names) + [version(of: names), key()] + disk() + folders()
        for name in names { findings += await server(name) }
        return findings + leftState(besides: names)
    }

    // MARK: - The machine

    private func tools(for names: [String]) -> [Finding] {
        let sources = names.flatMap { (try? workspace.repo.namespaces(of: $0)) ?? [] }
        let needsSwift = sources.contains { $0.command.isEmpty && ($0.isFolder || $0.source.hasSuffix(".swift")) }
        let needsPython = sources.contains { $0.command.isEmpty && $0.source.hasSuffix(".py") }
        let tools = workspace.builder.tools
        func finding(_ subject: String, _ result: Result<String, some Error>, _ isNeeded: Bool) -> Finding {
            switch result {
            case .success(let path): Finding(subject, .ok, path)
            case .failure(let error):
                Finding(subject, isNeeded ? .error : .warning, "\(error)", isNeeded ? "" : "no source here needs it")
            }
        }
        return [
            finding("swift compiler", tools.compiler, needsSwift), finding("GedisKit", tools.kit, needsSwift),
            finding("python", tools.python, needsPython),
        ]
    }

    private func version(of names: [String]) -> Finding {
        let own = "gedis \(GedisVersion.current)"
        let others = names.filter {
            let running = RunningServer($0, in: workspace)
            return running.pid != nil && !running.runsThisProgram
        }
        guard !others.isEmpty else { return Finding("version", .ok, own) }
        return Finding(
            "version", .warning, "\(own); another gedis serves \(others.joined(separator: " "))",
            "'gedis server upgrade \(others.joined(separator: " "))'")
    }

    private func key() -> Finding {
        let path = workspace.keyFile.path
        do {
            try workspace.keyFile.check()
        } catch {
            return Finding("key", .error, "\(error)", "chmod 600 \(path), or bring the key file of another machine")
        }
        let isThere = access(path, F_OK) == 0
        return Finding("key", .ok, isThere ? path : "none yet: it is made with the first password")
    }

    private func disk() -> [Finding] {
        let machine = workspace.machine
        return [("state", machine.state), ("cache", machine.cache), ("data", machine.data)].map { name, folder in
            var place = URL(filePath: folder)
            while access(place.path, F_OK) != 0, place.path != "/" { place.deleteLastPathComponent() }
            var status = statvfs()
            guard statvfs(place.path, &status) == 0 else {
                return Finding("disk of \(name)", .warning, "\(folder): \(String(cString: strerror(errno)))")
            }
            let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
            let text = "\(folder): \(free >> 20) MB free"
            guard free < Self.leastSpace else { return Finding("disk of \(name)", .ok, text) }
            return Finding("disk of \(name)", .warning, text, "make room, or set XDG_\(name.uppercased())_HOME")
        }
    }

    /// The folders that nobody else may write.
    private func folders() -> [Finding] {
        [workspace.machine.state, workspace.machine.data, workspace.builder.cacheFolder].compactMap { folder in
            var status = stat()
            guard stat(folder, &status) == 0 else { return nil }
            let (isOwn, isOpen) = (status.st_uid == getuid(), status.st_mode & 0o022 != 0)
            guard !isOwn || isOpen else { return Finding("rights", .ok, folder) }
            return Finding(
                "rights", .error, "\(folder) \(isOwn ? "can be written by others" : "belongs to another user")",
                isOwn ? "chmod go-w \(folder)" : "chown it, or run gedis as its owner")
        }
    }

    // MARK: - Servers

    private func server(_ name: String) async -> [Finding] {
        let subject = "server \(name)"
        let check = StartCheck(of: name, in: workspace)
        var findings: [Finding] = []
        func add(_ severity: Finding.Severity, _ text: String, _ advice: String = "") {
            findings.append(Finding(subject, severity, text, advice))
        }
        let definition: ServerDefinition
        do {
            definition = try workspace.repo.server(name).definition
            try check.secrets()
        } catch {
            add(.error, "\(error)", "'gedis config validate' has all that is wrong")
            return findings
        }
        if let exposure = definition.exposure { add(.warning, exposure) }
        if definition.ssl, let files = try? check.certificateFiles() {
            do {
                try check.certificate()
                if let end = try files.end() { add(.warning, end) }
            } catch {
                add(.error, "\(error)", "'gedis cert generate \(name)' makes one")
            }
            if let exposure = files.exposure { add(.error, exposure) }
        }
        let running = RunningServer(name, in: workspace)
        if !running.isThere {
            do {
                try check.requirePlaces()
            } catch {
                add(.error, "\(error)", "stop what listens there, or 'gedis server set \(name) port=…'")
            }
        } else if (try? await running.status()) == nil {
            add(.error, "it does not answer", "'gedis server logs \(name)', 'gedis server restart \(name)'")
        }
        let plan = Planner(in: workspace).plan(for: name)
        switch plan.action {
        case .mend: add(.error, plan.reason ?? "", "'gedis config validate' has all that is wrong")
        case .reload, .restart:
            add(
                .warning, "runs otherwise than the repo says: \(plan.reasons.joined(separator: ", "))",
                "'gedis apply \(name)'")
        case .start, .stop, .nothing: break
        }
        if findings.isEmpty { add(.ok, running.isThere ? "runs as the repo says" : "could start") }
        return findings
    }

    /// What is kept of servers that are not defined any more.
    private func leftState(besides names: [String]) -> [Finding] {
        ServerFiles.names(in: workspace.repo, on: workspace.machine).filter { !names.contains($0) }.map { name in
            let folder = workspace.files(of: name).folder
            guard !RunningServer(name, in: workspace).isThere else {
                return Finding(
                    "server \(name)", .warning, "it runs, and its definition is gone", "'gedis server stop \(name)'")
            }
            return Finding("server \(name)", .warning, "its log is left, and its definition is gone", "rm -r \(folder)")
        }
    }
}
