import ArgumentParser
import GedisConfig
import GedisHost

/// Which machines a verb is for, besides this one.
struct MachineOptions: ParsableArguments {
    @Option(
        name: .customLong("machine"),
        help: ArgumentHelp(
            "A machine of the config repo, reached by ssh; may be given several times.", valueName: "name"),
        completion: Candidates.machines)
    var machines: [String] = []
    @Flag(help: "All machines of the config repo.") var allMachines = false
    @Option(help: ArgumentHelp("How long each machine may take to answer.", valueName: "seconds")) var timeout = 10.0
    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("The machine that this is: its servers alone are to run here.", valueName: "machine"),
        completion: Candidates.machines)
    var ownName: String?

    /// Whether other machines than this one are meant.
    var areMeant: Bool { allMachines || !machines.isEmpty }

    /// - Throws: `ValidationError` where options exclude each other.
    func check(_ commit: String?) throws {
        try Self.check(timeout)
        guard !allMachines || machines.isEmpty else {
            throw ValidationError("--all-machines means all: leave --machine out")
        }
        guard !areMeant || (ownName == nil && commit == nil) else {
            throw ValidationError("--as and --commit are about this machine: leave --machine and --all-machines out")
        }
    }

    /// - Throws: `ValidationError` where it is no time to wait for.
    static func check(_ timeout: Double) throws {
        guard (1...3600).contains(timeout) else { throw ValidationError("--timeout is from 1 to 3600 seconds") }
    }

    /// The machines.
    ///
    /// - Throws: `ConfigError` where there are none.
    func fleet(in workspace: Workspace, parallel: Int = 1) throws -> Fleet {
        try Fleet(of: machines, in: workspace, patience: .seconds(timeout), parallel: parallel)
    }
}
