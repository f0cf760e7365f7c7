import ArgumentParser
import Foundation
import GedisConfig
import GedisHost

struct ConfigRekey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rekey", abstract: "Seals every password of the config repo anew with a new key.",
        discussion: """
            The older keys stay in the key file: other repos, and copies of this one, may be sealed with them. When none \
            is, --forget-old removes them. Who had an older key may know the passwords: change those too.
            """)

    @OptionGroup var repo: RepoOptions
    @Flag(help: "Make no new key, but seal all with the newest and remove the older ones.") var forgetOld = false

    func run() throws {
        let config = try Workspace(repo).repo
        let key = try KeyFile(environment: ProcessInfo.processInfo.environment).path
        let files = try forgetOld ? config.forgetOldKeys() : config.rekey()
        for file in files { Terminal.say("sealed anew: \(file)") }
        if forgetOld {
            Terminal.say("\(key) holds the newest key only")
        } else if files.isEmpty {
            Terminal.say("nothing is sealed in \(config.path): no key was made")
        } else {
            Terminal.say("the new key is in \(key): bring it to the machines that open these passwords")
            Terminal.note("the older keys are there too, until 'gedis config rekey --forget-old'")
        }
    }
}
