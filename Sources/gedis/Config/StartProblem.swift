import GedisConfig
import GedisHost
import GedisKit
import GedisNamespaces

/// What definitions do not show and would stop an instance from being used.
struct StartProblem {
    var severity: Problem.Severity
    var message: String

    /// All of them, of the instances whose definitions are right.
    ///
    /// - Throws: `ConfigError` when a folder cannot be read.
    static func all(in workspace: Workspace) async throws -> [StartProblem] {
        var problems: [StartProblem] = []
        func add(_ error: any Error) {
            // Namespaces may be compiled elsewhere: a machine without a compiler says nothing of their sources.
            let isAboutMachine = (error as? NamespaceError).map { [.compiler, .kit].contains($0.code) } ?? false
            problems.append(StartProblem(severity: isAboutMachine ? .warning : .error, message: "\(error)"))
        }
        func complain(_ complaint: String?) {
            if let complaint { problems.append(StartProblem(severity: .error, message: complaint)) }
        }
        let repo = workspace.repo
        do { try workspace.keyFile.check() } catch { add(error) }
        for name in try repo.names(of: .backend) where (try? repo.backend(name)) != nil {
            do { _ = try workspace.makeBackend(name) } catch { add(error) }
        }
        for name in try repo.names(of: .client) {
            guard let definition = try? repo.client(name).definition else { continue }
            do { _ = try definition.password.open() } catch { add(error) }
            do {
                let instance = try repo.client(name)
                if let files = repo.certificate(of: instance) {
                    let check = CertificateCheck(files, advice: "put another one there")
                    complain(check.exposure)
                    complain(try check.pair())
                    complain(try check.dates())
                }
                if definition.ssl, let trusted = try repo.trustedCertificate(of: instance) {
                    complain(try CertificateCheck(trusted, advice: "put another one there").dates())
                }
            } catch { add(error) }
        }
        for name in try repo.names(of: .server) {
            guard let server = try? repo.server(name) else { continue }
            let check = StartCheck(of: name, in: workspace)
            do { try check.secrets() } catch { add(error) }
            // The definitions' check has a word on files that are missing.
            if server.definition.ssl, repo.certificate(of: server).exist {
                do {
                    try check.certificate()
                    complain(try check.certificateFiles().dates())
                } catch { add(error) }
            }
            complain((try? check.certificateFiles())?.exposure)
            if let mounts = try? await workspace.describedMounts(of: server) {
                for mount in mounts {
                    guard let failure = mount.failure else { continue }
                    let namespace = mount.namespace.name
                    problems.append(
                        StartProblem(
                            severity: .warning,
                            message:
                                "server/\(name).yaml: namespaces.\(namespace).mount: \(failure); the server starts, "
                                + "and calls of \(namespace) fail until the mounted server is there"))
                }
            }
            guard let sources = try? repo.namespaces(of: name) else { continue }
            for files in sources {
                do { try await check.build(files) } catch { add(error) }
            }
        }
        return problems
    }
}
