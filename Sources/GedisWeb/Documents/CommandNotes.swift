import GedisJSON
import GedisKit

/// What a command's help says of its result, and calls that it shows.
struct CommandNotes {
    /// What it returns; nil where nothing is said of it.
    let returns: String?
    /// The arguments of calls that are shown, as JSON: an array, or an object by the parameters' names.
    let examples: [Value]

    private static let fence = "```"

    /// Reads help.
    ///
    /// - Parameter discussion: what follows the summary; blocks of code of the language `json` are examples
    init(_ discussion: String) {
        returns = discussion.split(separator: "\n").first { $0.hasPrefix("Returns: ") }
            .map { String($0.dropFirst("Returns: ".count)) }
        var examples: [Value] = []
        var block: [Substring]?
        for line in discussion.split(separator: "\n", omittingEmptySubsequences: false) {
            let text = line.trimming
            if let lines = block {
                guard text == Self.fence else {
                    block = lines + [line]
                    continue
                }
                block = nil
                if let example = Self.arguments(lines.joined(separator: "\n")) { examples.append(example) }
            } else if text.lowercased() == Self.fence + "json" {
                block = []
            }
        }
        self.examples = examples
    }

    private static func arguments(_ text: String) -> Value? {
        guard let value = try? Value(json: Array(text.utf8), deepest: RecordLimits.deepest) else { return nil }
        switch value {
        case .array, .map: return value
        default: return nil
        }
    }
}
