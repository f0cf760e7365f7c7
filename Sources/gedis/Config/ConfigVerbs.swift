import ArgumentParser

struct ConfigVerbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Finds and checks the config repo, and renews its key.",
        subcommands: [ConfigPath.self, ConfigValidate.self, ConfigSeal.self, ConfigRekey.self, ConfigKey.self])
}
