/// Comments in Swift.
enum SwiftComment {
    /// A comment of paragraphs with a line's end; nothing where there are none.
    static func text(_ paragraphs: [String]) -> String {
        let text = paragraphs.filter { !$0.isEmpty }.joined(separator: "\n\n")
        guard !text.isEmpty else { return "" }
        return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { $0.isEmpty ? "///\n" : "/// \($0)\n" }.joined()
    }
}
