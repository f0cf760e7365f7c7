import ArgumentParser
import GedisConfig
import GedisHost

struct ConfigValidate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Checks every definition in the config repo. Exit code 2 when one is wrong.")

    @OptionGroup var repo: RepoOptions

    func run() throws {
        let config = try Workspace(repo).repo
        let problems = try config.validate()
        for problem in problems { Terminal.say("\(problem.severity.rawValue): \(problem)") }
        let errors = problems.count { $0.severity == .error }
        guard errors == 0 else { throw Failure(.usage, "\(errors) error\(errors == 1 ? "" : "s") in \(config.path)") }
        var count = 0
        for kind in InstanceKind.allCases { count += try config.names(of: kind).count }
        Terminal.say("\(count) definition\(count == 1 ? "" : "s") in \(config.path): no errors")
    }
}
