import ArgumentParser
import GedisConfig
import GedisHost

struct ConfigPath: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "path", abstract: "Prints the config repo's folder; why it is this one goes to standard error.")

    @OptionGroup var repo: RepoOptions

    func run() throws {
        let location = try Workspace(repo).location
        Terminal.say(location.path)
        Terminal.note("by \(location.rule)")
    }
}
