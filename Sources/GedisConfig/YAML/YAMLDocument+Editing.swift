/// Edits change the bytes that they must, and no others: comments, order and layout stay as they are.
extension YAMLDocument {
    /// The document with a key's value replaced, or with the key added at its end.
    ///
    /// - Parameters:
    ///   - key: the key
    ///   - text: what its value shall say
    ///   - isText: whether text that looks like a number or a truth value needs quotes
    /// - Returns: the new document.
    /// - Throws: `YAMLError` when that can't be done without changing something else.
    func setting(_ key: String, to text: String, isText: Bool = true) throws(YAMLError) -> YAMLDocument {
        var expected = entries.map { ($0.key, $0.value.content) }
        let edited: YAMLDocument
        if let index = entries.firstIndex(where: { $0.key == key }) {
            let value = entries[index].value
            let style = value.scalar?.style ?? .plain
            let new = YAMLScalar.source(of: text, like: style, isText: isText)
            edited = try replacing(value.range, with: separator(before: value) + new)
            expected[index].1 = edited.entries.count > index ? edited.entries[index].value.content : .sequence([])
        } else {
            let line = YAMLScalar.source(of: key) + ": " + YAMLScalar.source(of: text, isText: isText)
            edited = try appending(line)
            expected.append((key, edited.entries.last?.value.content ?? .sequence([])))
        }
        guard edited.says(expected), edited[key]?.value.scalar.map({ $0.text == text && !$0.isNull }) == true else {
            throw YAMLError(
                position: self[key]?.value.position,
                message: "\(key): cannot be set without changing the rest of the file: edit it by hand")
        }
        return edited
    }

    /// The document without a key; a comment on the key's line goes with it. A key that isn't there is no mistake.
    ///
    /// - Throws: `YAMLError` when that can't be done without changing something else.
    func removing(_ key: String) throws(YAMLError) -> YAMLDocument {
        guard let index = entries.firstIndex(where: { $0.key == key }) else { return self }
        let edited = try replacing(flowRange == nil ? lines(of: entries[index]) : flowPart(of: index), with: "")
        var expected = entries.map { ($0.key, $0.value.content) }
        expected.remove(at: index)
        guard edited.says(expected) else {
            throw YAMLError(
                position: entries[index].keyNode.position,
                message: "\(key): cannot be removed without changing the rest of the file: edit it by hand")
        }
        return edited
    }

    private func says(_ expected: [(String, YAMLNode.Content)]) -> Bool {
        entries.count == expected.count
            && zip(entries, expected).allSatisfy { $0.key == $1.0 && $0.value.content == $1.1 }
    }

    private func replacing(_ range: Range<Int>, with new: String) throws(YAMLError) -> YAMLDocument {
        var bytes = source
        bytes.replaceSubrange(range, with: new.utf8)
        do throws(YAMLError) {
            return try YAMLDocument(bytes)
        } catch {
            throw YAMLError(message: "the change would make the file unreadable (\(error.message)): edit it by hand")
        }
    }

    /// What a value that isn't written yet needs in front of it.
    private func separator(before value: YAMLNode) -> String {
        guard value.range.isEmpty, value.range.lowerBound > 0 else { return "" }
        switch source[value.range.lowerBound - 1] {
        case UInt8(ascii: ":"): return " "
        case UInt8(ascii: " "), UInt8(ascii: "\t"): return ""
        default: return ": "
        }
    }

    private func appending(_ line: String) throws(YAMLError) -> YAMLDocument {
        if let flowRange {
            guard let last = entries.last else {
                return try replacing(flowRange.lowerBound + 1..<flowRange.lowerBound + 1, with: line)
            }
            let place = max(last.value.range.upperBound, last.keyNode.range.upperBound)
            return try replacing(place..<place, with: ", " + line)
        }
        let startsLine = end == 0 || isLineBreak(end - 1) || (end == 3 && source[0] == 0xEF)
        let indent = String(repeating: " ", count: (entries.first?.keyNode.position.column ?? 1) - 1)
        return try replacing(end..<end, with: (startsLine ? "" : lineBreak) + indent + line + lineBreak)
    }

    /// The document's own line break: its first.
    private var lineBreak: String {
        guard let first = source.firstIndex(of: UInt8(ascii: "\n")), first > 0 else { return "\n" }
        return source[first - 1] == UInt8(ascii: "\r") ? "\r\n" : "\n"
    }

    private func isLineBreak(_ offset: Int) -> Bool {
        source[offset] == UInt8(ascii: "\n") || source[offset] == UInt8(ascii: "\r")
    }

    private func lines(of entry: YAMLEntry) -> Range<Int> {
        var start = entry.keyNode.range.lowerBound
        while start > 0, source[start - 1] == UInt8(ascii: " ") { start -= 1 }
        var end = max(entry.value.range.upperBound, entry.keyNode.range.upperBound)
        while end < source.count, !isLineBreak(end) { end += 1 }
        if end < source.count, source[end] == UInt8(ascii: "\r") { end += 1 }
        if end < source.count, source[end] == UInt8(ascii: "\n") { end += 1 }
        return start..<end
    }

    private func flowPart(of index: Int) -> Range<Int> {
        func end(_ entry: YAMLEntry) -> Int { max(entry.value.range.upperBound, entry.keyNode.range.upperBound) }
        if index > 0 { return end(entries[index - 1])..<end(entries[index]) }
        let start = entries[index].keyNode.range.lowerBound
        return start..<(entries.count > 1 ? entries[1].keyNode.range.lowerBound : end(entries[index]))
    }
}
