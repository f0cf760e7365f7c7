import GedisConfig
import GedisHost

/// The words of a command line that is being typed.
struct TypedWords: Sendable {
    /// The words, the program's name among them.
    let words: [String]
    /// The place of the word that is completed.
    let place: Int
    /// The config repo that the words name, or that is found without.
    let workspace: Workspace

    /// Reads a command line; nil where no config repo is found.
    ///
    /// - Parameters:
    ///   - words: its words
    ///   - place: which of them is completed; it need not be there yet
    init?(_ words: [String], _ place: Int) {
        let repo = words.indices.lazy.compactMap { index -> String? in
            if words[index].hasPrefix("--repo=") { return String(words[index].dropFirst("--repo=".count)) }
            guard words[index] == "--repo", index + 1 < words.count else { return nil }
            // Bash takes the sign for a word.
            let value = words[index + 1] == "=" ? index + 2 : index + 1
            return value < words.count ? words[value] : nil
        }.first
        guard let workspace = try? Workspace(repo: repo, warn: { _ in }) else { return nil }
        self.words = words
        self.place = place
        self.workspace = workspace
    }

    /// The kind of instance that the noun is for; nil where it is for none.
    var kind: InstanceKind? { words.count > 1 ? InstanceKind(rawValue: words[1]) : nil }

    /// The names of the instances of a kind.
    func names(of kind: InstanceKind) -> [String] { (try? workspace.repo.names(of: kind)) ?? [] }

    /// Where the first argument behind noun and verb stands that is no option and no option's value, if it stands before what is
    /// completed.
    var namePlace: Int? {
        var index = 3
        while index < min(place, words.count) {
            guard words[index].hasPrefix("-") else { return index }
            index += Self.optionsWithValue.contains(words[index]) ? 2 : 1
        }
        return nil
    }

    /// That argument: an instance's name.
    var name: String? { namePlace.map { words[$0] } }

    /// The options that stand before an instance's name and whose value is the next word.
    private static let optionsWithValue: Set = ["--repo", "--timeout", "--watch", "--output", "-o", "--unset"]
}
