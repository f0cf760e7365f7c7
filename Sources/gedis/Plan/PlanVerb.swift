import ArgumentParser
import GedisConfig
import GedisHost
import GedisKit
import GedisSettings

struct PlanVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Compares the servers that run here with what the config repo says.",
        discussion: """
            For each it says what 'gedis apply' does, and why: start, reload, restart, stop (its definition is gone), or \
            nothing; 'mend' where a definition or a source is wrong. What deserves attention besides (a certificate about \
            to expire, files that git does not have) goes to standard error.

            Exit codes: 0 nothing to do, 10 something, 2 something is wrong.
            """)

    @OptionGroup var repo: RepoOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "The same as --output json.") var json = false
    @Argument(
        help: "The servers' names; all that are defined or run where there are none.", completion: Candidates.servers)
    var names: [String] = []

    func run() async throws {
        let plans = try await Planner(in: try Workspace(repo)).plans(for: names)
        let format = json ? .json : output.output
        Listing.plans(plans, as: format).print(as: format)
        if format == .table {
            plans.forEach { $0.sayMore() }
        }
        if plans.contains(where: { $0.action == .mend }) { throw Failure(.usage, "") }
        if plans.contains(where: { $0.action != .nothing }) { throw Failure(.pending, "") }
    }
}

extension Listing {
    /// What is to be done about servers: for people why in a few words, for programs all that is known.
    fileprivate static func plans(_ plans: [ServerPlan], as format: OutputFormat) -> Listing {
        guard format != .table else {
            var listing = Listing("NAME", "ACTION", "WHY")
            for plan in plans {
                let why = plan.reasons.map { $0.split(separator: "\n").first.map(String.init) ?? "" }
                listing.add(
                    .string(plan.name), .string(plan.action.rawValue),
                    why.isEmpty ? .null : .string(why.joined(separator: ", ")))
            }
            return listing
        }
        var listing = Listing("NAME", "ACTION", "REASONS", "CHANGES", "NOTES")
        for plan in plans {
            listing.add(
                .string(plan.name), .string(plan.action.rawValue), .array(plan.reasons.map { .string($0) }),
                .array(plan.changes.map(\.value)), .array(plan.notes.map { .string($0) }))
        }
        return listing
    }
}

extension PlannedChange {
    /// The change for programs.
    fileprivate var value: Value {
        [
            "subject": .string(subject.rawValue), "name": .string(name), "change": .string(kind.rawValue),
            "activation": .string(activation.rawValue),
        ]
    }
}

extension ServerPlan {
    /// Prints what a table has no room for.
    func sayMore() {
        if action == .mend, let reason { Terminal.complain("\(name): \(reason)") }
        for note in notes { Terminal.note("\(name): \(note)") }
    }
}
