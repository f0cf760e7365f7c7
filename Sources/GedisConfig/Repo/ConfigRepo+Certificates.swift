/// The paths of a certificate and its key.
public struct CertificateFiles: Hashable, Sendable {
    /// The certificate, in PEM.
    public var certificate: String
    /// Its private key, in PEM.
    public var key: String

    /// Whether both are there.
    public var exist: Bool { [certificate, key].allSatisfy { FileSystem.kind(of: $0) != .missing } }
}

extension ConfigRepo {
    /// Where a server's certificate and key are: as its definition says, else `tls/` in its folder.
    public func certificate(of server: Instance<ServerDefinition>) -> CertificateFiles {
        let files = conventionalFiles(.server, server.name)
        return CertificateFiles(
            certificate: server.definition.cert.isEmpty ? files.certificate : server.definition.cert,
            key: server.definition.key.isEmpty ? files.key : server.definition.key)
    }

    /// The certificate and key that a client presents; nil where it presents none.
    public func certificate(of client: Instance<ClientDefinition>) -> CertificateFiles? {
        client.definition.sslkey ? conventionalFiles(.client, client.name) : nil
    }

    /// The certificate that a client trusts: the one it names, else `tls/ca.pem` in its folder, else that of the server
    /// of its name; nil for what the system trusts.
    ///
    /// - Throws: `ConfigError` when that server's definition is wrong.
    public func trustedCertificate(of client: Instance<ClientDefinition>) throws(ConfigError) -> String? {
        guard client.definition.ca.isEmpty else { return client.definition.ca }
        let own = "\(ownFolder(of: .client, client.name))/tls/ca.pem"
        if FileSystem.kind(of: own) != .missing { return own }
        guard exists(.server, client.name) else { return nil }
        let servers = certificate(of: try server(client.name)).certificate
        return FileSystem.kind(of: servers) == .missing ? nil : servers
    }

    /// Writes a new key and certificate of a server where its definition looks for them.
    ///
    /// The key is for its owner's eyes only, and git ignores it where it lies in the server's folder.
    ///
    /// - Parameters:
    ///   - certificate: the certificate, in PEM
    ///   - key: its key, in PEM
    ///   - server: the server
    ///   - replacing: whether old ones are replaced
    /// - Returns: where they are.
    /// - Throws: `ConfigError` of code `exists` when there is one already.
    @discardableResult
    public func install(
        certificate: String, key: String, for server: Instance<ServerDefinition>, replacing: Bool = false
    ) throws(ConfigError) -> CertificateFiles {
        let files = self.certificate(of: server)
        try change { () throws(ConfigError) in
            for path in [files.certificate, files.key] where !replacing && FileSystem.kind(of: path) != .missing {
                throw ConfigError(.exists, "\(path) exists already")
            }
            let folder = "\(ownFolder(of: .server, server.name))/tls"
            if files.key == "\(folder)/key.pem" || files.certificate == "\(folder)/cert.pem" {
                try FileSystem.refuseLink(ownFolder(of: .server, server.name))
                try FileSystem.refuseLink(folder)
                try FileSystem.makeFolder(folder)
            }
            if files.key == "\(folder)/key.pem", FileSystem.kind(of: "\(folder)/.gitignore") == .missing {
                try AtomicFile.prepare(Array("key.pem\n.*.new\n".utf8), for: "\(folder)/.gitignore").commit()
            }
            let newKey = try AtomicFile.prepare(Array(key.utf8), for: files.key, mode: 0o600)
            let newCertificate = try AtomicFile.prepare(Array(certificate.utf8), for: files.certificate)
            try newKey.commit()
            try newCertificate.commit()
        }
        return files
    }

    private func conventionalFiles(_ kind: InstanceKind, _ name: String) -> CertificateFiles {
        let folder = "\(ownFolder(of: kind, name))/tls"
        return CertificateFiles(certificate: "\(folder)/cert.pem", key: "\(folder)/key.pem")
    }
}
