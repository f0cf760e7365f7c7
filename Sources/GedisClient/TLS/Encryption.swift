package import GedisCrypto
package import GedisTLS

/// The TLS side of connections to one endpoint: the one place where this program becomes a client of TLS.
package struct Encryption: Sendable {
    /// What sessions with the endpoint have in common.
    package let context: TLSContext

    /// Reads the files that `tls` names.
    ///
    /// - Throws: `ClientError` that names the file that cannot be used.
    package init(_ tls: Client.TLS, _ endpoint: Client.Endpoint) throws(ClientError) {
        let server = try Self.server(tls, endpoint)
        do throws(TLSContextError) {
            context = try TLSContext(
                connectingTo: server, trusting: TLSRoots(tls.trustRoots),
                identity: tls.identity.map { TLSIdentity(certificate: $0.certificate, key: $0.key) })
        } catch {
            throw ClientError(
                .tlsFailed, "no TLS with \(endpoint): \(Self.what(error))", cause: TLSFailure.other("\(error.reason)"))
        }
    }

    /// A handler for the beginning of a connection's pipeline.
    package func handler() throws -> TLSHandler { try TLSHandler(context) }

    /// What the server's certificate must be for.
    private static func server(
        _ tls: Client.TLS, _ endpoint: Client.Endpoint
    ) throws(ClientError) -> SubjectName {
        let host: String? = if case .tcp(let host, _) = endpoint { host } else { nil }
        guard let name = tls.serverName ?? host else {
            throw ClientError(.tlsFailed, "no TLS with \(endpoint): a Unix socket needs a server name to verify")
        }
        // Names are looked up that no certificate may bear by the rules; the handshake shows.
        let server = (try? SubjectName(name)) ?? .host(name)
        if case .address = server, name != host {
            throw ClientError(.tlsFailed, "no TLS with \(endpoint): the server name \(name) is an address, not a name")
        }
        return server
    }

    private static func what(_ error: TLSContextError) -> String {
        switch error.part {
        case .certificate: "cannot read the certificate in \(error.name)"
        case .key: "cannot read the key in \(error.name)"
        case .authorities: "cannot read the trusted certificates in \(error.name)"
        case .server, .library: "\(error)"
        }
    }
}

extension Client.TLS.TrustRoots {
    /// Whether there are certificates where they should be.
    package var areUsable: Bool {
        (try? TLSContext(connectingTo: .host("localhost"), trusting: TLSRoots(self))) != nil
    }
}

extension TLSRoots {
    /// Reads whom a client trusts.
    fileprivate init(_ roots: Client.TLS.TrustRoots) {
        switch roots {
        case .system: self = .system
        case .file(let path): self = .file(path)
        }
    }
}
