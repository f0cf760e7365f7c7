extension Double {
    /// The fewest digits that say the number exactly, without a fraction of zero.
    package var shortest: String {
        let text = description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
