import ArgumentParser
import FoundationEssentials
import GedisConfig
import GedisCrypto
import GedisKit
import GedisSettings

struct CertificateVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Checks a server's certificate: its dates, its key and its names.")

    @OptionGroup var server: ServerCertificateArgument
    @OptionGroup var output: OutputOptions

    func run() throws {
        let (instance, files, certificate) = try server.read()
        var listing = Listing("CHECK", "OK", "DETAIL")
        var isSound = true
        func check(_ name: String, _ holds: Bool, _ detail: String) {
            isSound = isSound && holds
            listing.add(.string(name), .boolean(holds), .string(detail))
        }
        switch certificate.validity(at: Int(Date().timeIntervalSince1970)) {
        case .valid(let days): check("dates", true, "valid for \(days) more days")
        case .notYet: check("dates", false, "not valid before \(certificate.notBefore)")
        case .expired: check("dates", false, "expired on \(certificate.notAfter)")
        }
        if let pem = try? String(contentsOfFile: files.key, encoding: .utf8) {
            let matches = try certificate.matches(try PrivateKey(pem: pem))
            check("key", matches, matches ? files.key : "\(files.key) is another certificate's key")
        } else {
            check("key", false, "cannot read \(files.key)")
        }
        let address = instance.definition.addr
        if HostName.isWildcard(address) {
            check("names", !certificate.names.isEmpty, certificate.names.map(\.description).joined(separator: ", "))
        } else {
            let covers = certificate.covers(try SubjectName(address))
            check("names", covers, covers ? address : "it is not for \(address): make another with --force")
        }
        listing.print(as: output.output)
        if !isSound { throw Failure(.failed, "") }
    }
}
