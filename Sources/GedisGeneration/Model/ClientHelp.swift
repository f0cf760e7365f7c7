import GedisKit

/// What people are shown of a command or a member.
struct ClientHelp {
    /// Its first sentence.
    let summary: String
    let discussion: String
    /// The parameters of which something is said, by their names in the module.
    let parameters: [(name: String, help: String)]
    /// Why it should not be used any more, maybe empty; nil where it may be.
    let deprecation: String?

    /// The help of a command.
    init(_ command: any DescribedCommand, _ parameters: [ClientParameter]) {
        summary = command.summary
        discussion = command.discussion
        self.parameters = parameters.filter { !$0.help.isEmpty }.map { ($0.name, $0.help) }
        deprecation = command.deprecation
    }
}

extension ClientType.Member {
    /// Its help and deprecation in a line; empty where it has neither.
    var note: String {
        let reason = deprecation.map { $0.isEmpty ? "Deprecated." : "Deprecated: \($0)" }
        return [help, reason ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
            .replacing(/\s+/, with: " ")
    }
}
