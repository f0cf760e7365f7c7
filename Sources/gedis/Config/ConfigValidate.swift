import ArgumentParser
import GedisConfig
import GedisHost

struct ConfigValidate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Checks every definition in the config repo, and what else could stop a start.",
        discussion:
            "Exit code 2 when something is wrong. Passwords are opened, certificates are read, and namespaces are compiled."
    )

    @OptionGroup var repo: RepoOptions

    func run() async throws {
        let workspace = try Workspace(repo)
        let config = workspace.repo
        let problems = try config.validate()
        for problem in problems { Terminal.say("\(problem.severity.rawValue): \(problem)") }
        var errors = problems.count { $0.severity == .error }
        for problem in try await StartProblem.all(in: workspace) {
            if problem.severity == .error { errors += 1 }
            Terminal.say("\(problem.severity.rawValue): \(problem.message)")
        }
        guard errors == 0 else { throw Failure(.usage, "\(errors) error\(errors == 1 ? "" : "s") in \(config.path)") }
        var count = 0
        for kind in InstanceKind.allCases { count += try config.names(of: kind).count }
        Terminal.say("\(count) definition\(count == 1 ? "" : "s") in \(config.path): no errors")
    }
}
