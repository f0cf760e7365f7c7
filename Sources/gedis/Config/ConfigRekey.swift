import ArgumentParser
import FoundationEssentials
import GedisConfig
import GedisHost

struct ConfigRekey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rekey", abstract: "Seals every password of the config repo anew, with a new key or for machines.",
        discussion: """
            The older keys stay in the key file: other repos, and copies of this one, may be sealed with them. When none \
            is, --forget-old removes them. Who had an older key may know the passwords: change those too.

            --add and --remove make no new key: passwords are sealed for machines, each for those that need it (its \
            servers, their backends, the clients that they mount, and what they extend). --add asks a machine for its key by \
            ssh. What a machine could open that is removed stands in git's history: change those passwords.
            """)

    @OptionGroup var repo: RepoOptions
    @Flag(help: "Make no new key, but seal all with the newest and remove the older ones.") var forgetOld = false
    @Option(
        help: ArgumentHelp("Seal what a machine needs for its key; may be given several times.", valueName: "machine"),
        completion: Candidates.machines)
    var add: [String] = []
    @Option(
        help: ArgumentHelp("Seal nothing for a machine any more; may be given several times.", valueName: "machine"),
        completion: Candidates.machines)
    var remove: [String] = []
    @Option(help: ArgumentHelp("How long each machine may take to answer.", valueName: "seconds")) var timeout = 10.0

    func validate() throws {
        try MachineOptions.check(timeout)
        guard !forgetOld || (add.isEmpty && remove.isEmpty) else {
            throw ValidationError("--forget-old is about this machine's key file: leave --add and --remove out")
        }
    }

    func run() async throws {
        let workspace = try Workspace(repo)
        guard add.isEmpty, remove.isEmpty else { return try await changeMachines(in: workspace) }
        let config = workspace.repo
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

    private func changeMachines(in workspace: Workspace) async throws {
        let config = workspace.repo
        var known: [String: [SecretPlace]] = [:]
        for name in remove {
            let key = try config.machine(name).definition.key
            guard !key.isEmpty else { throw Failure(.usage, "machine \(name) has no key: nothing is sealed for it") }
            known[name] = try config.secrets(openedBy: key)
        }
        // Before anything is changed: all can be opened here, and all machines answer.
        try config.requireSecrets()
        var keys: [(name: String, key: String)] = []
        if !add.isEmpty {
            let fleet = try Fleet(of: add, in: workspace, patience: .seconds(timeout))
            for (name, state) in try await fleet.states() { keys.append((name, try state.get().key)) }
        }
        for (name, key) in keys { try config.set(.machine, name, [Assignment("key", key)]) }
        for name in remove { try config.set(.machine, name, [Assignment("key", "")]) }
        for file in try config.sealForMachines() { Terminal.say("sealed anew: \(file)") }
        for (name, key) in keys {
            let count = try config.secrets(openedBy: key).count
            Terminal.say("\(name) opens \(count) password\(count == 1 ? "" : "s") · \(key)")
        }
        for name in remove {
            let places = known[name] ?? []
            Terminal.say("nothing is sealed for \(name) any more")
            guard !places.isEmpty else { continue }
            let list = places.map(\.description).joined(separator: " ")
            Terminal.note("change what \(name) could open, and can still in what it has: \(list)")
        }
    }
}
