import ArgumentParser

struct CertificateVerbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cert", abstract: "Makes and checks certificates of servers.",
        subcommands: [CertificateGenerate.self, CertificateShow.self, CertificateVerify.self])
}
