/// The words and brackets of a Swift source without its comments and strings: enough to find declarations by.
struct SwiftTokens {
    /// A word, with the `@` of an attribute, or a single other character.
    struct Token {
        var text: String
        var place: SourcePlace
    }

    private(set) var tokens: [Token] = []
    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var lineStart = 0

    /// Reads a source.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        while index < bytes.count { readNext() }
    }

    private mutating func readNext() {
        if starts(with: "//") {
            skip { $0 == UInt8(ascii: "\n") }
        } else if starts(with: "/*") {
            skipComment()
        } else if bytes[index] == UInt8(ascii: "\"") {
            skipString()
        } else if Self.isWord(bytes[index]) || bytes[index] == UInt8(ascii: "@") {
            let start = index
            let place = SourcePlace(line: line, column: start - lineStart + 1)
            advance()
            skip { !Self.isWord($0) }
            let text = String(decoding: bytes[start..<index], as: UTF8.self).filter { $0 != "`" }
            tokens.append(Token(text: text, place: place))
        } else {
            if bytes[index] > 0x20 {
                let place = SourcePlace(line: line, column: index - lineStart + 1)
                tokens.append(Token(text: String(UnicodeScalar(bytes[index])), place: place))
            }
            advance()
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...0xFF,
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "`"):
            true
        default: false
        }
    }

    private func starts(with text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes[index...].starts(with: $0) }
    }

    private mutating func advance(_ count: Int = 1) {
        for _ in 0..<count where index < bytes.count {
            if bytes[index] == UInt8(ascii: "\n") {
                line += 1
                lineStart = index + 1
            }
            index += 1
        }
    }

    private mutating func skip(until isEnd: (UInt8) -> Bool) {
        while index < bytes.count, !isEnd(bytes[index]) { advance() }
    }

    private mutating func skipComment() {
        var depth = 0
        repeat {
            if starts(with: "/*") {
                depth += 1
                advance(2)
            } else if starts(with: "*/") {
                depth -= 1
                advance(2)
            } else {
                advance()
            }
        } while depth > 0 && index < bytes.count
    }

    /// A string in one line ends with the line, so that one that is not understood hides no more than that.
    private mutating func skipString() {
        let isRaw = index > 0 && bytes[index - 1] == UInt8(ascii: "#")
        let isLong = starts(with: "\"\"\"")
        advance(isLong ? 3 : 1)
        while index < bytes.count {
            if !isLong, bytes[index] == UInt8(ascii: "\n") { return }
            if isLong ? starts(with: "\"\"\"") : bytes[index] == UInt8(ascii: "\"") {
                advance(isLong ? 3 : 1)
                if !isRaw || (index < bytes.count && bytes[index] == UInt8(ascii: "#")) { return }
            } else {
                advance(!isRaw && bytes[index] == UInt8(ascii: "\\") ? 2 : 1)
            }
        }
    }
}
