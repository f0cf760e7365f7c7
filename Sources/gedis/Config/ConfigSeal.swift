import ArgumentParser
import GedisConfig
import GedisHost

struct ConfigSeal: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal",
        abstract: "Seals passwords that stand in plain text, in every file of the config repo.",
        discussion: """
            Those of environments, templates and gedis.yaml too. What is sealed already is sealed anew where other machines             need it than it is sealed for.
            """)

    @OptionGroup var repo: RepoOptions

    func run() throws {
        let config = try Workspace(repo).repo
        let sealed = try config.sealAll()
        for (file, keys) in sealed { Terminal.say("sealed in \(file): \(keys.joined(separator: ", "))") }
        let isNeeded = try !config.secretsNotSealedForMachines().isEmpty
        let resealed = isNeeded ? try config.sealForMachines() : []
        for file in resealed { Terminal.say("sealed for machines: \(file)") }
        if sealed.isEmpty, resealed.isEmpty { Terminal.say("nothing stands in plain text in \(config.path)") }
    }
}
