import ArgumentParser
import GedisConfig
import GedisCrypto
import GedisKit

struct CertificateShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Prints what a server's certificate says.")

    @OptionGroup var server: ServerCertificateArgument
    @OptionGroup var output: OutputOptions

    func run() throws {
        let (_, files, certificate) = try server.read()
        var listing = Listing("KEY", "VALUE")
        for (key, value) in [
            ("file", files.certificate), ("subject", certificate.subject), ("issuer", certificate.issuer),
            ("serial", certificate.serial), ("from", certificate.notBefore.description),
            ("until", certificate.notAfter.description), ("key", certificate.keySummary),
            ("names", certificate.names.map(\.description).joined(separator: ", ")),
            ("sha256", certificate.fingerprint),
        ] {
            listing.add(.string(key), .string(value))
        }
        listing.print(as: output.output)
    }
}
