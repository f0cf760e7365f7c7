import ArgumentParser
import GedisConfig
import GedisHost

struct InstanceCreate<Noun: InstanceNoun>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "create", abstract: "Makes a \(Noun.kind) definition.",
            discussion: Noun.keysHelp)
    }

    @OptionGroup var repo: RepoOptions
    @Flag(help: "Write over a definition that is there already.") var force = false
    @Argument(help: "The instance's name.") var name = "main"
    @OptionGroup var values: AssignmentOptions

    func run() throws {
        let workspace = try Workspace(repo)
        let assignments = try values.assignments(of: Noun.kind, in: workspace.repo)
        let file = try workspace.repo.create(Noun.kind, name, assignments, replacing: force)
        Terminal.say("created \(Noun.kind) \(name) · \(workspace.shown(workspace.repo.path + "/" + file))")
    }
}
