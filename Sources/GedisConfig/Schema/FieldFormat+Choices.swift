extension FieldFormat where Value: CaseIterable & RawRepresentable<String> {
    /// One of the words that the type has.
    static func choice() -> FieldFormat {
        let words = Value.allCases.map(\.rawValue)
        return FieldFormat(
            placeholder: words.joined(separator: "|"),
            parse: { (text) throws(FieldMistake) in
                guard let value = Value(rawValue: text.lowercased()) else {
                    let suggestion = Suggestion.text(for: text, among: words)
                    throw FieldMistake(
                        message: "'\(text.visible)' is none of \(words.joined(separator: ", "))\(suggestion)")
                }
                return value
            }, render: \.rawValue)
    }
}
