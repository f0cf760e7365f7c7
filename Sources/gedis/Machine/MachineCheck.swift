import ArgumentParser
import GedisConfig
import GedisHost
import GedisKit

struct MachineCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Looks whether machines can be reached, and what gedis and commit they have.",
        discussion: """
            Nothing that runs is changed; a folder of the config repo that is empty there is made a git repository. Exit \
            codes: 0 all are well, 4 one cannot be reached, 5 one lacks something.
            """)

    @OptionGroup var repo: RepoOptions
    @OptionGroup var output: OutputOptions
    @Option(help: ArgumentHelp("How long each machine may take to answer.", valueName: "seconds")) var timeout = 10.0
    @Argument(help: "The machines' names; all where there are none.", completion: Candidates.instances)
    var names: [String] = []

    func validate() throws { try MachineOptions.check(timeout) }

    func run() async throws {
        let workspace = try Workspace(repo)
        let fleet = try Fleet(of: names, in: workspace, patience: .seconds(timeout))
        let progress = ProgressLine("asking machines")
        let states = try await fleet.states()
        progress.end()
        var listing = Listing("NAME", "STATE", "GEDIS", "COMMIT", "FOLDER")
        var failures: [Failure] = []
        for (name, state) in states {
            switch state {
            case .success(let state):
                let commit = state.commit.map { String($0.prefix(12)) }
                listing.add(
                    .string(name), .string("ok"), .string(state.version), commit.map(Value.string) ?? .null,
                    .string(state.folder))
                for note in notes(on: name, state, in: workspace) { Terminal.note("\(name): \(note)") }
            case .failure(let error):
                let failure = Failure(explaining: error)
                failures.append(failure)
                let isAway = failure.code == .unreachable
                listing.add(.string(name), .string(isAway ? "unreachable" : "failed"), .null, .null, .null)
                Terminal.complain(failure.message)
            }
        }
        listing.print(as: output.output)
        if let worst = failures.first(where: { $0.code != .unreachable }) ?? failures.first {
            throw Failure(worst.code, "")
        }
    }

    private func notes(on name: String, _ state: MachineState, in workspace: Workspace) -> [String] {
        let key = (try? workspace.repo.machine(name).definition.key) ?? ""
        var notes = [MachineState.note(on: state.version)].compactMap(\.self)
        if !key.isEmpty, key != state.key {
            notes.append("it has another key than its definition says: 'gedis config rekey --add \(name)' takes it")
        }
        return notes
    }
}
