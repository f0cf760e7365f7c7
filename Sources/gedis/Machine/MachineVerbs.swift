import ArgumentParser

struct MachineVerbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "machine", abstract: "Defines the machines that servers run on, and looks how they are.",
        discussion: """
            'gedis plan --all-machines' and 'gedis apply --all-machines' reach them by the system's ssh and git. What runs on \
            each is what its definition names in servers.
            """,
        subcommands: [
            InstanceCreate<MachineNoun>.self, InstanceList<MachineNoun>.self, InstanceShow<MachineNoun>.self,
            InstanceSet<MachineNoun>.self, InstanceDelete<MachineNoun>.self, MachineCheck.self,
        ])
}
