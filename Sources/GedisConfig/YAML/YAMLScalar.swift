internal import GedisJSON

/// One text in a YAML document. What it means, a number or a truth value, its field says and not YAML.
struct YAMLScalar: Sendable, Hashable {
    var text: String
    var style: Style

    enum Style: Sendable {
        case plain, singleQuoted, doubleQuoted, literal, folded
    }

    /// Whether it says that there is no value: nothing, `~` or `null` without quotes.
    var isNull: Bool { style == .plain && ["", "~", "null", "Null", "NULL"].contains(text) }
}

extension YAMLScalar {
    /// The scalar as YAML source of one line.
    ///
    /// What it quotes is more than YAML demands: any text that a reader could take for something else than text.
    ///
    /// - Parameters:
    ///   - text: what it shall say
    ///   - style: how the value that it replaces is written; quotes are kept
    ///   - isText: whether text that looks like a number or a truth value needs quotes
    /// - Returns: source that stands on one line, in block and in flow style.
    static func source(of text: String, like style: Style = .plain, isText: Bool = true) -> String {
        let printable = text.unicodeScalars.allSatisfy { JSONEscapes.unquoted.escape(of: $0) == nil }
        if style == .singleQuoted, printable {
            return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
        }
        if style == .doubleQuoted || !isPlain(text) || (isText && looksTyped(text)) { return doubleQuoted(text) }
        return text
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, last != UInt8(ascii: ":") else { return false }
        return (isWord(first) || "/.".utf8.contains(first))
            && text.utf8.allSatisfy { isWord($0) || "/.:+=@-".utf8.contains($0) }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// Whether a YAML 1.1 or 1.2 reader may take plain text for null, a truth value, a number or a date.
    private static func looksTyped(_ text: String) -> Bool {
        let words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
        if words.contains(text.lowercased()) { return true }
        let isNumeric = text.utf8.allSatisfy { "0123456789abcdefABCDEFxXoO_.:+-TtZz".utf8.contains($0) }
        let isDottedQuad = text.utf8.count { $0 == UInt8(ascii: ".") } == 3 && !text.utf8.contains(UInt8(ascii: ":"))
        let startsAsNumber = text.utf8.first.map { "0123456789.".utf8.contains($0) } ?? false
        return startsAsNumber && isNumeric && !isDottedQuad
    }

    /// The text between quotes. JSON's escapes are YAML's too.
    private static func doubleQuoted(_ text: String) -> String {
        var writer = JSONWriter(escapes: .printable)
        writer.string(text)
        return writer.text
    }
}

/// YAML written by gedis.
package enum YAMLText {
    /// A text as a YAML scalar on one line: with quotes where it could be taken for something else than text.
    package static func scalar(_ text: String) -> String { YAMLScalar.source(of: text) }
}
