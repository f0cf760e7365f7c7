/// A doc comment, taken apart by the conventions of Swift's own: a summary, a discussion, and lists of what each
/// parameter means.
struct Documentation: Sendable, Hashable, Codable {
    /// The first paragraph, in one line.
    var summary = ""
    /// What follows it, paragraphs and lists as they are; what is returned and thrown comes last.
    var discussion = ""
    /// What each parameter means, by its name.
    var parameters: [String: String] = [:]

    /// Reads the lines of a doc comment without its slashes.
    init(lines: [String] = []) {
        var reader = Reader()
        for line in lines { reader.read(line) }
        let paragraphs = reader.text.split(separator: "", omittingEmptySubsequences: true)
        summary = (paragraphs.first ?? []).map { $0.trimmed }.joined(separator: " ")
        discussion = (paragraphs.dropFirst().map { $0.joined(separator: "\n") } + reader.outcomes)
            .joined(separator: "\n\n")
        parameters = reader.parameters
    }
}

extension Documentation {
    /// Sorts lines into text, parameters and outcomes.
    private struct Reader {
        /// What a line that continues the one before it belongs to.
        private enum Item { case text, list, parameter(String), outcome }

        private(set) var text: [String] = []
        private(set) var parameters: [String: String] = [:]
        private(set) var outcomes: [String] = []
        private var item = Item.text

        mutating func read(_ line: String) {
            let content = line.trimmed
            if content.wholeMatch(of: /[-*+] +[Pp]arameters:/) != nil {
                item = .list
            } else if let match = content.wholeMatch(of: /[-*+] +[Pp]arameter +([^:]+?) *: *(.*)/) {
                begin(parameter: match.1, match.2)
            } else if let match = content.wholeMatch(of: /[-*+] +([Rr]eturns|[Tt]hrows) *: *(.*)/) {
                outcomes.append("\(match.1.prefix(1).uppercased())\(match.1.dropFirst()): \(match.2)")
                item = .outcome
            } else if isInList, let match = content.wholeMatch(of: /[-*+] +([^:]+?) *: *(.*)/) {
                begin(parameter: match.1, match.2)
            } else {
                more(line)
            }
        }

        private var isInList: Bool {
            switch item {
            case .list, .parameter: true
            case .text, .outcome: false
            }
        }

        private mutating func begin(parameter name: Substring, _ help: Substring) {
            let name = name.filter { $0 != "`" }
            parameters[name] = String(help)
            item = .parameter(name)
        }

        /// A blank line or one that is not indented ends a list item.
        private mutating func more(_ line: String) {
            let content = line.trimmed
            if case .text = item {
                text.append(content.isEmpty ? "" : line)
            } else if content.isEmpty || !line.hasPrefix(" ") {
                item = .text
                text.append(content.isEmpty ? "" : line)
            } else if case .parameter(let name) = item {
                parameters[name, default: ""] += " " + content
            } else if case .outcome = item {
                outcomes[outcomes.count - 1] += " " + content
            }
        }
    }
}
