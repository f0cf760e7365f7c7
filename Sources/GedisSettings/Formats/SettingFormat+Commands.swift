extension SettingFormat<[String]> {
    /// A program and the words behind its name, between spaces. A word may stand in double quotes, where a `\` makes the
    /// next character plain. Each text of a list is one word.
    package static let command = SettingFormat(
        placeholder: "command", isList: true, listElement: quoted, parse: words(of:),
        render: { $0.map(quoted).joined(separator: " ") })

    @Sendable private static func words(of text: String) throws(SettingMistake) -> [String] {
        var words: [String] = []
        var word: String?
        var isQuoted = false
        var isPlain = false
        for character in try SettingFormat<String>.text.parse(text) {
            switch character {
            case _ where isPlain:
                word = (word ?? "") + String(character)
                isPlain = false
            case "\\" where isQuoted: isPlain = true
            case "\"":
                isQuoted.toggle()
                word = word ?? ""
            case " " where !isQuoted:
                if let word { words.append(word) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        guard !isQuoted else { throw SettingMistake(message: "a \" is not closed") }
        if let word { words.append(word) }
        guard words.first?.isEmpty != true else { throw SettingMistake(message: "the program's name is empty") }
        return words
    }

    @Sendable private static func quoted(_ word: String) -> String {
        guard word.isEmpty || word.contains(where: { $0 == " " || $0 == "\"" }) else { return word }
        return "\"" + word.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
