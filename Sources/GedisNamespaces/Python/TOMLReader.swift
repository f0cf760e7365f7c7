/// Reads the part of TOML that a source's metadata has: keys with texts and lists. What else there is belongs to tools, and is
/// passed over.
struct TOMLReader {
    /// A value.
    enum TOMLValue: Hashable {
        case text(String)
        case array([TOMLValue])
        /// A number, a date, a truth value or a table.
        case other
    }

    private let characters: [Character]
    private let firstLine: Int
    private var index = 0
    private var table: [String] = []

    /// - Parameters:
    ///   - lines: the text
    ///   - firstLine: the number of the first line, for mistakes
    init(_ lines: [Substring], firstLine: Int) {
        characters = Array(lines.joined(separator: "\n") + "\n")
        self.firstLine = firstLine
    }

    /// The next key, and the line it is in; nil at the end.
    ///
    /// - Throws: `ScriptMetadata.Mistake` where there is no key.
    mutating func key() throws(ScriptMetadata.Mistake) -> (key: [String], line: Int)? {
        while true {
            skipSpace(andLines: true)
            guard let next else { return nil }
            let start = line
            if next == "[" {
                while self.next == "[" { index += 1 }
                table = try names()
                guard table.first == "tool" else {
                    throw mistake("'[\(table.joined(separator: "."))]' is no table of it: there is [tool…] alone")
                }
                while self.next == "]" { index += 1 }
                try endLine()
                continue
            }
            let key = table + (try names())
            guard self.next == "=" else { throw mistake("expected '=' behind '\(key.joined(separator: "."))'") }
            index += 1
            return (key, start)
        }
    }

    /// The value of the key that was read.
    ///
    /// - Throws: `ScriptMetadata.Mistake` where there is none, or more behind it.
    mutating func value() throws(ScriptMetadata.Mistake) -> TOMLValue {
        let value = try anyValue()
        try endLine()
        return value
    }

    // MARK: - Parts

    private var next: Character? { index < characters.count ? characters[index] : nil }
    private var line: Int { firstLine + characters[..<index].count { $0 == "\n" } }

    private func mistake(_ text: String) -> ScriptMetadata.Mistake { ScriptMetadata.Mistake(line: line, text: text) }

    private mutating func skipSpace(andLines: Bool = false) {
        while let next {
            if next == "#" {
                while self.next != "\n" { index += 1 }
            } else if next == " " || next == "\t" || (andLines && next == "\n") {
                index += 1
            } else {
                return
            }
        }
    }

    private mutating func endLine() throws(ScriptMetadata.Mistake) {
        skipSpace()
        guard next == nil || next == "\n" else { throw mistake("there is more behind the value than a comment") }
    }

    private mutating func names() throws(ScriptMetadata.Mistake) -> [String] {
        var names: [String] = []
        while true {
            skipSpace()
            if next == "\"" || next == "'" {
                names.append(try text())
            } else {
                let start = index
                while let next, next.isLetter || next.isNumber || next == "-" || next == "_" { index += 1 }
                guard index > start else { throw mistake("expected a key such as 'dependencies'") }
                names.append(String(characters[start..<index]))
            }
            skipSpace()
            guard next == "." else { return names }
            index += 1
        }
    }

    private mutating func anyValue() throws(ScriptMetadata.Mistake) -> TOMLValue {
        skipSpace()
        switch next {
        case "\"", "'": return .text(try text())
        case "[": return .array(try array())
        case "{":
            try passTable()
            return .other
        default:
            let start = index
            while let next, !next.isWhitespace, !",]}#".contains(next) { index += 1 }
            guard index > start else { throw mistake("there is no value") }
            return .other
        }
    }

    private mutating func array() throws(ScriptMetadata.Mistake) -> [TOMLValue] {
        index += 1
        var values: [TOMLValue] = []
        while true {
            skipSpace(andLines: true)
            if next == "]" {
                index += 1
                return values
            }
            guard next != nil else { throw mistake("the list has no end ']'") }
            values.append(try anyValue())
            skipSpace(andLines: true)
            guard next == "," || next == "]" else { throw mistake("expected ',' or ']' in the list") }
            if next == "," { index += 1 }
        }
    }

    private mutating func passTable() throws(ScriptMetadata.Mistake) {
        index += 1
        while next != "}" {
            skipSpace()
            guard let next, next != "\n" else { throw mistake("the table has no end '}'") }
            switch next {
            case "}": continue
            case "\"", "'": _ = try text()
            case "{": try passTable()
            default: index += 1
            }
        }
        index += 1
    }

    private mutating func text() throws(ScriptMetadata.Mistake) -> String {
        guard let quote = next else { return "" }
        index += 1
        var text = ""
        while let next, next != quote, next != "\n" {
            index += 1
            text.append(next == "\\" && quote == "\"" ? try escape() : next)
        }
        guard next == quote else { throw mistake("the text has no end \(quote)") }
        index += 1
        guard !(text.isEmpty && next == quote) else { throw mistake("a text of several lines is not read here") }
        return text
    }

    private mutating func escape() throws(ScriptMetadata.Mistake) -> Character {
        guard let next else { throw mistake("the text has no end") }
        index += 1
        switch next {
        case "\\", "\"": return next
        case "t": return "\t"
        case "n": return "\n"
        case "r": return "\r"
        default: throw mistake("'\\\(next)' is no escape that is read here")
        }
    }
}
