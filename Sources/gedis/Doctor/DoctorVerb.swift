import ArgumentParser
import GedisConfig
import GedisHost
import GedisKit

struct DoctorVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Looks whether this machine and the config repo have what gedis needs.",
        discussion: """
            The compilers, the key, ports, the rights of files, certificates, what is left of servers that are gone, disks, \
            versions; with what to do about each. Nothing is changed. Exit code 5 when something does not work.
            """)

    @OptionGroup var repo: RepoOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let findings = try await Doctor(in: try Workspace(repo)).findings()
        var listing = Listing("CHECK", "STATE", "DETAIL", "ADVICE")
        for finding in findings {
            let detail = output.output == .table ? finding.detail.replacing("\n", with: " ") : finding.detail
            listing.add(
                .string(finding.subject), .string(finding.severity.rawValue), .string(detail),
                finding.advice.isEmpty ? .null : .string(finding.advice))
        }
        listing.print(as: output.output)
        if findings.contains(where: { $0.severity == .error }) { throw Failure(.failed, "") }
    }
}
