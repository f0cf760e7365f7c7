import ArgumentParser
import GedisConfig
import GedisHost
import GedisSettings

struct InstanceSet<Noun: InstanceNoun>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "set", abstract: "Changes keys of a \(Noun.kind) definition and leaves the rest as it is.",
            discussion: Noun.keysHelp)
    }

    @OptionGroup var repo: RepoOptions
    @Option(
        help: ArgumentHelp("Take a key out, so that its default holds, or a user.", valueName: "key"),
        completion: Candidates.keys)
    var unset: [String] = []
    @Flag(help: "Seal passwords that stand in the file as plain text.") var seal = false
    @Argument(help: "The instance's name.", completion: Candidates.instances) var name: String
    @OptionGroup var values: AssignmentOptions

    func run() throws {
        let workspace = try Workspace(repo)
        let assignments = try values.assignments(of: Noun.kind, in: workspace.repo)
        guard seal || !assignments.isEmpty || !unset.isEmpty else {
            throw Failure(.usage, "nothing to set: say key=value, such as 'gedis \(Noun.kind) set \(name) port=9901'")
        }
        let problems = try workspace.repo.set(Noun.kind, name, assignments, removing: unset)
        let sealed = seal ? try workspace.repo.seal(Noun.kind, name) : []
        for problem in problems where !sealed.contains(problem.key ?? "") { Terminal.note("warning: \(problem)") }
        let set = assignments.map { assignment in
            assignment.isSecret || workspace.repo.isSecret(assignment.key, of: Noun.kind)
                ? "\(assignment.key) (sealed)" : "\(assignment.key)=\(assignment.value)"
        }
        let done = set + unset.map { "\($0) taken out" } + sealed.map { "\($0) sealed" }
        Terminal.say("set \(Noun.kind) \(name) · \(done.joined(separator: ", "))")
        if Noun.kind == .server, RunningServer(name, in: workspace).pid != nil {
            let isLive = (assignments.map(\.key) + unset + sealed).allSatisfy {
                ServerDefinition.activation(of: $0) == .reload
            }
            let verb: SettingInfo.Activation = isLive ? .reload : .restart
            Terminal.note("\(name) runs as it was started: 'gedis server \(verb) \(name)' takes this over")
        }
    }
}
