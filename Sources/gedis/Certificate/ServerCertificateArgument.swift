import ArgumentParser
import FoundationEssentials
import GedisConfig
import GedisCrypto
import GedisHost

struct ServerCertificateArgument: ParsableArguments {
    @OptionGroup var repo: RepoOptions
    @Argument(help: "The server whose certificate it is.", completion: Candidates.servers) var name = "main"

    /// The server's certificate and where it lies.
    ///
    /// - Throws: `ConfigError` when there is no such server, `Failure` when it has no certificate, `CryptoError` when the
    ///   file holds none.
    func read() throws -> (server: Instance<ServerDefinition>, files: CertificateFiles, certificate: Certificate) {
        let repo = try Workspace(self.repo).repo
        let server = try repo.server(name)
        let files = repo.certificate(of: server)
        guard let pem = try? String(contentsOfFile: files.certificate, encoding: .utf8) else {
            throw Failure(
                .notFound, "no certificate \(files.certificate): 'gedis cert generate \(name)' makes one")
        }
        return (server, files, try Certificate(pem: pem))
    }
}
