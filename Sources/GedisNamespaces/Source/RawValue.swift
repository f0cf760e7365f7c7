/// The raw value that an enum's case is given in a source, where it is a plain literal.
struct RawValue {
    /// The text of a string literal.
    var text: String?
    /// A whole number.
    var number: Int?
}

extension [SourceFile] {
    /// The file that a place is in; the first where it names none.
    func file(at place: SourcePlace) -> SourceFile { first { $0.name == place.file } ?? self[0] }

    /// The raw value of the case whose name stands at `place`; empty where it is given none.
    func rawValue(ofCaseAt place: SourcePlace?) -> RawValue {
        guard let place, let text = file(at: place).line(place.line) else { return RawValue() }
        let line = String(decoding: text.dropFirst(place.column - 1), as: UTF8.self)
        if let match = line.prefixMatch(of: /[^=,]*?= *"([^"\\]*)"/) { return RawValue(text: String(match.1)) }
        if let match = line.prefixMatch(of: /[^=,]*?= *(-?[0-9_]+)/) {
            return RawValue(number: Int(match.1.filter { $0 != "_" }))
        }
        return RawValue()
    }

    /// Whether coding keys are declared where the compiler's description does not show them.
    var hasPrivateCodingKeys: Bool {
        contains { file in
            let words = SwiftTokens(file.bytes).tokens.map(\.text)
            return words.indices.contains { index in
                words[index] == "CodingKeys" && index > 1 && words[index - 1] == "enum"
                    && words[index - 2].hasSuffix("private")
            }
        }
    }
}
