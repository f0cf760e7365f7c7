import GedisConfig
import GedisSettings

/// What `gedis plan --output json` says of a server.
struct PlanRow: Decodable {
    struct Change: Decodable {
        var subject: String
        var name: String
        var change: String
        var activation: String
    }

    var name: String
    var action: String
    var reasons: [String]
    var changes: [Change]
    var notes: [String]

    /// The plan; nil where another gedis said what this one does not know.
    var plan: ServerPlan? {
        guard let action = ServerPlan.Action(rawValue: action) else { return nil }
        var plan = ServerPlan(name: name, action: action)
        for change in changes {
            guard let subject = PlannedChange.Subject(rawValue: change.subject),
                let kind = DefinitionChange.Kind(rawValue: change.change),
                let activation = SettingInfo.Activation(rawValue: change.activation)
            else { return nil }
            plan.changes.append(PlannedChange(subject, change.name, kind, activation))
        }
        plan.reason = reasons.count > changes.count ? reasons.first : nil
        plan.notes = notes
        return plan
    }
}

/// What became of a server: a row of `gedis apply --output json`.
package struct AppliedServer: Sendable, Decodable {
    /// What can become of it.
    package enum Result: String, Sendable, Decodable {
        /// It runs as the repo says.
        case done
        /// It does not, and is as it was before.
        case failed
        /// Its definition or a source is wrong.
        case wrong
        /// Another one failed before its turn.
        case waiting
    }

    /// The server's name.
    package var name: String
    /// What was to be done, as `ServerPlan.Action` has it.
    package var action: String
    /// What became of it.
    package var result: Result
    /// How long it took; nil where it did not come to that.
    package var seconds: Double?
    /// Why it was to be done.
    package var reasons: [String]
    /// What was wrong; nil where nothing was.
    package var error: String?

    /// Describes what became of a server.
    package init(
        _ plan: ServerPlan, _ result: Result, seconds: Double? = nil, error: String? = nil
    ) {
        name = plan.name
        action = plan.action.rawValue
        self.result = result
        self.seconds = seconds
        reasons = plan.reasons
        self.error = error
    }
}
