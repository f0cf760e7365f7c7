import Foundation
package import GedisConfig
import GedisCore
import GedisCrypto
import GedisNamespaces
import Glibc

/// Finds what would stop a server's start, without starting it.
package struct StartCheck: Sendable {
    private let name: String
    private let workspace: Workspace

    /// A check of a server's next start.
    package init(of name: String, in workspace: Workspace) {
        self.name = name
        self.workspace = workspace
    }

    /// Checks all of it.
    ///
    /// - Throws: `ConfigError`, `HostError` or `NamespaceError` that says what is wrong first.
    package func run() async throws {
        _ = try workspace.backend(of: try workspace.repo.server(name))
        try secrets()
        try certificate()
        try await buildNamespaces()
    }

    /// Opens the passwords.
    ///
    /// - Throws: `ConfigError` when one cannot be opened.
    package func secrets() throws(ConfigError) {
        let instance = try workspace.repo.server(name)
        _ = try workspace.password(of: instance)
        _ = try workspace.users(of: instance)
    }

    /// Loads the certificate, its key and the client_ca.
    ///
    /// - Throws: `ConfigError` when the definition is wrong, `HostError` when they cannot be used.
    package func certificate() throws {
        guard let files = workspace.certificate(of: try workspace.repo.server(name)) else { return }
        do throws(TLSContextError) {
            _ = try TLSContext(
                serving: TLSIdentity(certificate: files.chain, key: files.key),
                clientAuthorities: files.clientAuthorities)
        } catch {
            throw HostError(.file, "the certificate of server \(name) cannot be used: \(error)")
        }
    }

    /// What clients would say of the certificate's dates; nil where there is nothing to be said.
    ///
    /// - Throws: `ConfigError` when the definition is wrong, `CryptoError` when the certificate cannot be read.
    package func certificateDates() throws -> String? {
        guard let path = workspace.certificate(of: try workspace.repo.server(name))?.chain else { return nil }
        guard let pem = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        let certificate = try Certificate(pem: pem)
        switch certificate.validity(at: time(nil)) {
        case .valid: return nil
        case .notYet: return "\(path) is not valid before \(certificate.notBefore)"
        case .expired:
            return "\(path) expired on \(certificate.notAfter): 'gedis cert generate \(name) --force' makes another"
        }
    }

    /// Builds every namespace.
    ///
    /// - Throws: `ConfigError` when a source's name is wrong, `NamespaceError` when one does not build.
    package func buildNamespaces() async throws {
        for files in try workspace.repo.namespaces(of: name) { try await build(files) }
    }

    /// Builds a namespace.
    ///
    /// - Throws: `NamespaceError` when it does not build.
    package func build(_ files: NamespaceFiles) async throws {
        _ = try await workspace.builder.build(NamespaceSource(path: files.source, name: files.name))
    }
}
