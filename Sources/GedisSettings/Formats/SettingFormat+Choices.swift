extension SettingFormat where Value: CaseIterable & RawRepresentable<String> {
    /// One of the words that the type has.
    package static func choice() -> SettingFormat {
        let words = Value.allCases.map(\.rawValue)
        return SettingFormat(
            placeholder: words.joined(separator: "|"), shape: .choice(words),
            parse: { (text) throws(SettingMistake) in
                guard let value = Value(rawValue: text.lowercased()) else {
                    let suggestion = Suggestion.text(for: text, among: words)
                    throw SettingMistake(
                        message: "'\(text.visible)' is none of \(words.joined(separator: ", "))\(suggestion)")
                }
                return value
            }, render: \.rawValue)
    }
}
