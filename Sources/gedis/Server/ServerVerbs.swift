import ArgumentParser

struct ServerVerbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "server", abstract: "Defines, runs and extends servers.",
        groupedSubcommands: [
            CommandGroup(
                name: "Definition",
                subcommands: [
                    InstanceCreate<ServerNoun>.self, ServerList.self, InstanceShow<ServerNoun>.self,
                    InstanceSet<ServerNoun>.self, ServerEdit.self, ServerCopy.self, ServerRename.self,
                    InstanceDelete<ServerNoun>.self,
                ]),
            CommandGroup(
                name: "Running",
                subcommands: [
                    ServerStart.self, ServerStop.self, ServerRestart.self, ServerUpgrade.self, ServerStatusVerb.self,
                    ServerHealth.self, ServerLogs.self, ServerInstall.self,
                ]),
            CommandGroup(
                name: "Namespace",
                subcommands: [
                    ServerAdd.self, ServerRemove.self, ServerReload.self, ServerBuild.self, ServerCommandsVerb.self,
                ]),
        ])
}
