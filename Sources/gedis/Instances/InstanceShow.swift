import ArgumentParser
import GedisConfig
import GedisHost
import GedisKit
import GedisSettings

struct InstanceShow<Noun: InstanceNoun>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: "Prints a \(Noun.kind) definition, defaults included.")
    }

    @OptionGroup var repo: RepoOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "Print passwords instead of '(sealed)'.") var reveal = false
    @Flag(help: "Print values with the environment's variables put in, and the file of each.") var effective = false
    @Argument(help: "The instance's name.", completion: Candidates.instances) var name: String

    func run() throws {
        let workspace = try Workspace(repo)
        let own = "\(Noun.kind)/\(name).yaml"
        let (settings, problems) = try workspace.repo.settings(of: Noun.kind, name)
        for problem in problems { Terminal.note("\(problem.severity.rawValue): \(problem)") }
        var listing = Listing("KEY", "VALUE", "FROM")
        for setting in settings {
            let shown = effective ? setting.expanded ?? setting.value : setting.value
            let isRevealed = reveal && !setting.secrets.isEmpty
            let value = try isRevealed ? setting.secrets.map { try $0.open() }.joined(separator: " ") : shown
            let file = effective || setting.file != own ? setting.file : nil
            let origin = setting.line.map { line in file.map { "\($0):\(line)" } ?? "line \(line)" } ?? "default"
            listing.add(.string(setting.field.name), value.isEmpty ? .null : .string(value), .string(origin))
        }
        listing.print(as: output.output)
        if problems.contains(where: { $0.severity == .error }) { throw Failure(.usage, "") }
    }
}
