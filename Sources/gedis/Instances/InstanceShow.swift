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
    @Argument(help: "The instance's name.", completion: Completion.instances) var name: String

    func run() throws {
        let workspace = try Workspace(repo)
        let (settings, problems) = try workspace.repo.settings(of: Noun.kind, name)
        for problem in problems { Terminal.note("\(problem.severity.rawValue): \(problem)") }
        var listing = Listing("KEY", "VALUE", "FROM")
        for setting in settings {
            let value = try reveal ? setting.secret?.open() ?? setting.value : setting.value
            let origin = setting.line.map { "line \($0)" } ?? "default"
            listing.add(.string(setting.field.name), value.isEmpty ? .null : .string(value), .string(origin))
        }
        listing.print(as: output.output)
        if problems.contains(where: { $0.severity == .error }) { throw Failure(.usage, "") }
    }
}
