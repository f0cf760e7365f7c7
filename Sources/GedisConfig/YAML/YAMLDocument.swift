/// A text that is one YAML mapping, with the place of everything in it.
struct YAMLDocument: Sendable {
    /// The largest text that is read, in bytes.
    static let largestSize = 1 << 20
    /// How deep sequences and mappings may lie in each other.
    static let greatestDepth = 16

    /// The text, as UTF-8.
    let source: [UInt8]
    /// The mapping's entries in the order of the text; none where the document is empty.
    let entries: [YAMLEntry]
    /// The mapping's braces and what lies between them, in bytes; nil where it is written in block style.
    let flowRange: Range<Int>?
    /// Where the document ends: at its end marker `...`, or at the end of the text.
    let end: Int

    /// Reads a document. An empty text is an empty mapping.
    ///
    /// - Throws: `YAMLError` at the first place that isn't YAML, or is more YAML than a definition needs.
    init(_ source: [UInt8]) throws(YAMLError) {
        guard source.count <= Self.largestSize else {
            throw YAMLError(message: "the file is larger than a definition may be, \(Self.largestSize) bytes")
        }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let start = source.starts(with: mark) ? mark.count : 0
        if let wrong = UTF8Check.firstInvalidOffset(in: source) {
            let before = String(decoding: source[start..<wrong], as: UTF8.self).unicodeScalars
            let line = before.count { $0 == "\n" } + 1
            let column = before.reversed().prefix { $0 != "\n" }.count + 1
            throw YAMLError(
                position: TextPosition(line: line, column: column), message: "not UTF-8: save the file in UTF-8")
        }
        var parser = YAMLParser(source, from: start)
        let root = try parser.parseRoot()
        self.source = source
        self.entries = root.entries
        self.flowRange = root.flowRange
        self.end = root.end
    }

    /// The text.
    var text: String { String(decoding: source, as: UTF8.self) }
}

/// Finds where bytes stop being UTF-8.
enum UTF8Check {
    static func firstInvalidOffset(in bytes: [UInt8]) -> Int? {
        guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var offset = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { offset += UTF8.width(scalar) }
        return offset
    }
}
