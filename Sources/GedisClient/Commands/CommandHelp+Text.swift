import GedisKit

extension CommandHelp {
    /// What it does, takes and replies, in lines below its usage.
    package var explanation: [String] {
        var lines = summary.isEmpty ? [] : [summary]
        if let deprecation { lines.append("deprecated" + (deprecation.isEmpty ? "" : ": \(deprecation)")) }
        if !discussion.isEmpty {
            lines.append("")
            lines += discussion.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
        // What has neither type nor help says no more than the usage.
        let isKnown = arguments.contains { $0.schema != nil || !$0.help.isEmpty }
        let taken = isKnown ? arguments.flatMap(\.outline) : []
        let replied =
            reply.map(SchemaOutline.init).map { ["replies \($0.phrase)"] + $0.members.map { "  " + $0 } } ?? []
        for part in [taken, replied] where !part.isEmpty { lines += [""] + part }
        return lines
    }
}
