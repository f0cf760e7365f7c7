import ArgumentParser
import FoundationEssentials
import GedisConfig
import GedisCrypto
import GedisHost
import GedisSettings
import Glibc

struct CertificateGenerate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Makes a key and a self-signed certificate, where the server looks for them."
    )

    @OptionGroup var server: ServerCertificateArgument
    @Option(help: "ec (P-256), rsa, rsa:BITS or ed25519.") var keyType = KeyType.standard.description
    @Option(help: "How many days the certificate is valid.") var days = CertificateRequest.standardDays
    @Option(help: ArgumentHelp("A further name or address that it is for.", valueName: "name")) var san: [String] = []
    @Option(help: ArgumentHelp("Write key.pem and cert.pem into this folder instead.", valueName: "folder"))
    var out: String?
    @Flag(help: "Write over files that are there already.") var force = false

    func run() throws {
        let workspace = try Workspace(server.repo)
        let instance =
            try out != nil && !workspace.repo.exists(.server, server.name)
            ? nil : workspace.repo.server(server.name)
        let address = instance?.definition.addr ?? HostName.local
        // A server that listens on every address is reached by the machine's own name.
        let isWildcard = HostName.isWildcard(address)
        let commonName = isWildcard ? ProcessInfo.processInfo.hostName : address
        var names: [SubjectName] = []
        for name in [try SubjectName(commonName)] + SubjectName.local + (try san.map { try SubjectName($0) })
        where !names.contains(name) {
            names.append(name)
        }
        let request = try CertificateRequest(
            commonName: commonName, names: names, keyType: try KeyType(keyType), days: days)
        let (key, certificate) = try request.generate()
        if let out {
            try write(key.pem, "\(out)/key.pem", mode: 0o600)
            try write(certificate.pem, "\(out)/cert.pem", mode: 0o644)
            Terminal.say("generated \(out)/key.pem and cert.pem · \(keyType) · \(days) days")
        } else if let instance {
            let files = try install(key, certificate, for: instance, in: workspace.repo)
            let covered = names.map(\.description).joined(separator: ", ")
            Terminal.say("generated \(workspace.shown(files.key)) and \(workspace.shown(files.certificate))")
            Terminal.say("\(key.summary) · \(days) days · for \(covered)")
        }
        if days > CertificateRequest.mostDaysForApple {
            Terminal.note(
                "note: Apple's systems refuse a server's certificate that is valid for more than "
                    + "\(CertificateRequest.mostDaysForApple) days; --days \(CertificateRequest.mostDaysForApple) makes one that they take"
            )
        }
    }

    private func install(
        _ key: PrivateKey, _ certificate: Certificate, for server: Instance<ServerDefinition>, in repo: ConfigRepo
    ) throws -> CertificateFiles {
        do {
            return try repo.install(
                certificate: certificate.pem, key: key.pem, for: server, replacing: force)
        } catch {
            guard error.code == .exists else { throw error }
            throw Failure(.usage, "\(error); --force writes over it")
        }
    }

    private func write(_ text: String, _ path: String, mode: mode_t) throws(Failure) {
        if force { unlink(path) }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else {
            let hint = errno == EEXIST ? "; --force writes over it" : ""
            throw Failure(.usage, "cannot write \(path): \(String(cString: strerror(errno)))\(hint)")
        }
        defer { close(descriptor) }
        guard Glibc.write(descriptor, text, text.utf8.count) == text.utf8.count else {
            throw Failure(.failed, "cannot write \(path): \(String(cString: strerror(errno)))")
        }
    }
}
