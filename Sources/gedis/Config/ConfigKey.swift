import ArgumentParser
import GedisConfig
import GedisHost

struct ConfigKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Prints the key for which others seal what this machine is to open.",
        discussion: """
            It is the public half of the key file, which is made where there is none. It stands in the machine's definition \
            on the others: 'gedis config rekey --add MACHINE' fetches it by ssh and puts it there.
            """)

    @OptionGroup var repo: RepoOptions

    func run() throws { Terminal.say(try Workspace(repo).keyFile.machineKey()) }
}
