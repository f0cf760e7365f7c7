import GedisConfig
import GedisHost
import GedisKit
import GedisSettings

extension Listing {
    /// What is to be done about servers: for people why in a few words, for programs all that is known.
    static func plans(_ plans: [ServerPlan], as format: OutputFormat) -> Listing {
        guard format != .table else {
            var listing = Listing("NAME", "ACTION", "WHY")
            for plan in plans { listing.add(.string(plan.name), .string(plan.action.rawValue), plan.why) }
            return listing
        }
        var listing = Listing("NAME", "ACTION", "REASONS", "CHANGES", "NOTES")
        for plan in plans {
            listing.add(
                .string(plan.name), .string(plan.action.rawValue), .texts(plan.reasons),
                .array(plan.changes.map(\.value)), .texts(plan.notes))
        }
        return listing
    }

    /// The same of machines; one that cannot be reached has a row without a server.
    static func plans(_ machines: [Fleet.MachinePlan], as format: OutputFormat) -> Listing {
        var listing =
            format == .table
            ? Listing("MACHINE", "NAME", "ACTION", "WHY")
            : Listing("MACHINE", "GEDIS", "NAME", "ACTION", "REASONS", "CHANGES", "NOTES")
        for machine in machines {
            let name = Value.string(machine.name)
            switch machine.outcome {
            case .failure(let error):
                let failure = Failure(explaining: error)
                let action = Value.string(failure.code == .unreachable ? "unreachable" : "failed")
                if format == .table {
                    listing.add(name, .null, action, .null)
                } else {
                    listing.add(name, .null, .null, action, .texts([failure.message]), .array([]), .array([]))
                }
            case .success(let (version, plans)):
                for plan in plans {
                    let action = Value.string(plan.action.rawValue)
                    guard format != .table else {
                        listing.add(name, .string(plan.name), action, plan.why)
                        continue
                    }
                    listing.add(
                        name, .string(version), .string(plan.name), action, .texts(plan.reasons),
                        .array(plan.changes.map(\.value)), .texts(plan.notes))
                }
            }
        }
        return listing
    }

    /// What became of servers, for programs.
    static func applied(_ servers: [AppliedServer]) -> Listing {
        var listing = Listing("NAME", "ACTION", "RESULT", "SECONDS", "REASONS", "ERROR")
        for server in servers {
            listing.add(
                .string(server.name), .string(server.action), .string(server.result.rawValue),
                server.seconds.map(Value.double) ?? .null, .texts(server.reasons),
                server.error.map(Value.string) ?? .null)
        }
        return listing
    }

    /// What became of servers on machines, for programs. What a machine itself said has a row without a server.
    static func applied(_ machines: [AppliedMachine]) -> Listing {
        var listing = Listing("MACHINE", "GEDIS", "NAME", "ACTION", "RESULT", "SECONDS", "REASONS", "ERROR")
        for machine in machines {
            let name = Value.string(machine.name)
            let version = machine.version.map(Value.string) ?? .null
            for server in machine.servers {
                listing.add(
                    name, version, .string(server.name), .string(server.action), .string(server.result.rawValue),
                    server.seconds.map(Value.double) ?? .null, .texts(server.reasons),
                    server.error.map(Value.string) ?? .null)
            }
            listing.add(
                name, version, .null, .null, .string(machine.result), machine.seconds.map(Value.double) ?? .null,
                .array([]),
                machine.error.map(Value.string) ?? .null)
        }
        return listing
    }
}

/// What became of a machine.
struct AppliedMachine {
    var name: String
    /// `done`, `failed`, `not_ready` or `waiting`.
    var result: String
    /// The version of its gedis; nil where it was not asked.
    var version: String?
    var servers: [AppliedServer] = []
    var seconds: Double?
    var error: String?
}

extension Value {
    static func texts(_ texts: [String]) -> Value { .array(texts.map { .string($0) }) }
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
    /// Why it is to be done, in a few words.
    fileprivate var why: Value {
        let why = reasons.map { $0.split(separator: "\n").first.map(String.init) ?? "" }
        return why.isEmpty ? .null : .string(why.joined(separator: ", "))
    }

    /// Prints what a table has no room for.
    ///
    /// - Parameter machine: the machine that it is about; nil for this one
    func sayMore(on machine: String? = nil) {
        let place = machine.map { "\($0): " } ?? ""
        if action == .mend, let reason { Terminal.complain("\(place)\(name): \(reason)") }
        for note in notes { Terminal.note("\(place)\(name): \(note)") }
    }
}
