import GedisSettings

/// What is to be done about a server so that it runs as the repo says, and why.
package struct ServerPlan: Sendable {
    /// What is to be done.
    package enum Action: String, Sendable {
        /// It does not run.
        case start
        /// What changed is taken over by a reload.
        case reload
        /// What changed is taken over by another process.
        case restart
        /// Its definition is gone.
        case stop
        /// Its definition or a source is wrong: what runs goes on.
        case mend
        /// It runs as the repo says.
        case nothing
    }

    /// The server's name.
    package var name: String
    /// What is to be done.
    package var action: Action
    /// What the repo says otherwise than the server has taken over.
    package var changes: [PlannedChange] = []
    /// Why, where it is no such change.
    package var reason: String?
    /// What deserves attention and is not to be done by gedis.
    package var notes: [String] = []

    /// Why it is to be done, a text for each reason.
    package var reasons: [String] { (reason.map { [$0] } ?? []) + changes.map(\.text) }
}

extension ServerPlan {
    /// A plan for a server that runs.
    ///
    /// - Parameters:
    ///   - name: the server's name
    ///   - changes: what the repo says otherwise
    init(_ name: String, for changes: [PlannedChange]) {
        self.name = name
        self.changes = changes
        action =
            changes.isEmpty ? .nothing : changes.contains { $0.activation == .restart } ? .restart : .reload
    }
}
