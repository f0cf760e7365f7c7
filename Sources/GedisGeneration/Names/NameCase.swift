/// How the words of a name are put together.
enum NameCase {
    /// `order_count`
    case snake
    /// `ORDER_COUNT`
    case capitals
    /// `orderCount`
    case camel
    /// `OrderCount`
    case pascal

    /// A name in this case, made of letters and digits, which begins with a letter.
    func name(_ source: String) -> String {
        var words = Self.words(of: source)
        if words.isEmpty { words = Self.words(of: Self.spelledOut(source)) }
        if source.contains(/^-[0-9]/) { words.insert("minus", at: 0) }
        if words.first?.first?.isLetter != true { words.insert("value", at: 0) }
        switch self {
        case .snake: return words.map { $0.lowercased() }.joined(separator: "_")
        case .capitals: return words.map { $0.uppercased() }.joined(separator: "_")
        case .camel: return words[0].lowercased() + words.dropFirst().map(Self.capitalized).joined()
        case .pascal: return words.map(Self.capitalized).joined()
        }
    }

    /// What is put before a number that tells two names apart.
    var separator: String {
        switch self {
        case .snake, .capitals: "_"
        case .camel, .pascal: ""
        }
    }

    private static func capitalized(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

    /// What the signs are called of a name that is of signs alone, such as `plus sign`.
    private static func spelledOut(_ source: String) -> String {
        source.unicodeScalars.compactMap { $0.properties.name?.lowercased() }.joined(separator: " ")
    }

    /// The words of a name: `userID`, `user-id` and `user_id` are two words each.
    private static func words(of source: String) -> [String] {
        let letters = Array(source)
        var words: [String] = []
        var isInWord = false
        for (index, letter) in letters.enumerated() {
            guard letter.isLetter || (letter.isASCII && letter.isNumber) else {
                isInWord = false
                continue
            }
            let before = index > 0 ? letters[index - 1] : " "
            let after = index + 1 < letters.count ? letters[index + 1] : " "
            // A capital begins a word behind a small letter or a digit, and where it is an abbreviation's next word.
            let begins = letter.isUppercase && (!before.isUppercase || after.isLowercase)
            if !isInWord || begins { words.append("") }
            words[words.count - 1].append(letter)
            isInWord = true
        }
        return words
    }
}
