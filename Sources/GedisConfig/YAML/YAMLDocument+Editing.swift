/// Edits change the bytes that they must, and no others: comments, order and layout stay as they are.
extension YAMLDocument {
    /// The document with a key's value replaced, or with the key added at the end of the mapping that it belongs to.
    ///
    /// - Parameters:
    ///   - key: the key; dots lead into mappings, which are made where they are missing
    ///   - text: what its value shall say
    ///   - isText: whether text that looks like a number or a truth value needs quotes
    /// - Returns: the new document.
    /// - Throws: `YAMLError` when that can't be done without changing something else.
    func setting(_ key: String, to text: String, isText: Bool = true) throws(YAMLError) -> YAMLDocument {
        let path = path(of: key)[...]
        let edited: YAMLDocument
        if let value = self[key]?.value {
            let new = YAMLScalar.source(of: text, like: value.scalar?.style ?? .plain, isText: isText)
            edited = try replacing(value.range, with: separator(before: value) + new)
        } else {
            edited = try adding(YAMLScalar.source(of: text, isText: isText), at: path)
        }
        guard let scalar = edited[key]?.value.scalar, scalar.text == text, !scalar.isNull,
            edited.entries == entries.setting(.scalar(scalar), at: path)
        else {
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
        guard let entry = self[key] else { return self }
        let path = path(of: key)[...]
        let parent = self.entry(at: path.dropLast(), in: entries)?.value
        let flowPart = flowPart(of: entry.key, in: parent?.entries ?? entries)
        let isFlow = parent.map(isFlow) ?? (flowRange != nil)
        let edited = try replacing(isFlow ? flowPart : lines(of: entry), with: "")
        guard edited.entries == entries.removing(path, leaving: isFlow ? YAMLNode.Content.mapping([]) : .null) else {
            throw YAMLError(
                position: entry.keyNode.position,
                message: "\(key): cannot be removed without changing the rest of the file: edit it by hand")
        }
        return edited
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

    /// The document with a value that it doesn't have, and with the mappings that lead to it.
    private func adding(_ value: String, at path: ArraySlice<String>) throws(YAMLError) -> YAMLDocument {
        let known = path.indices.prefix { entry(at: path[...$0], in: entries) != nil }.count
        let rest = path.dropFirst(known)
        guard let parent = entry(at: path.prefix(known), in: entries) else {
            if let flowRange { return try addingPart(rest, value, to: entries, in: flowRange) }
            let indent = (entries.first?.keyNode.position.column ?? 1) - 1
            return try replacing(end..<end, with: lines(rest, value, indent: indent, at: end))
        }
        if let siblings = parent.value.entries {
            if isFlow(parent.value) { return try addingPart(rest, value, to: siblings, in: parent.value.range) }
            guard let last = siblings.last else { return self }
            let place = lines(of: last).upperBound
            let indent = last.keyNode.position.column - 1
            return try replacing(place..<place, with: lines(rest, value, indent: indent, at: place))
        }
        guard parent.value.isNull else {
            throw YAMLError(
                position: parent.value.position,
                message: "a value stands where keys are to be put: edit it by hand")
        }
        let isInFlow = path.indices.prefix(known).contains { index in
            entry(at: path[..<index], in: entries).map { isFlow($0.value) } ?? (flowRange != nil)
        }
        if isInFlow || !parent.value.range.isEmpty {
            let new = separator(before: parent.value) + "{\(flowSource(rest, value))}"
            return try replacing(parent.value.range, with: new)
        }
        let place = lines(of: parent).upperBound
        let indent = parent.keyNode.position.column + 1
        return try replacing(place..<place, with: lines(rest, value, indent: indent, at: place))
    }

    /// The document with a part more in a mapping between braces.
    private func addingPart(
        _ path: ArraySlice<String>, _ value: String, to entries: [YAMLEntry], in range: Range<Int>
    ) throws(YAMLError) -> YAMLDocument {
        let part = flowSource(path, value)
        guard let last = entries.last else {
            return try replacing(range.lowerBound + 1..<range.lowerBound + 1, with: part)
        }
        let place = max(last.value.range.upperBound, last.keyNode.range.upperBound)
        return try replacing(place..<place, with: ", " + part)
    }

    private func flowSource(_ path: ArraySlice<String>, _ value: String) -> String {
        let key = YAMLScalar.source(of: path.first ?? "") + ": "
        return path.count > 1 ? "\(key){\(flowSource(path.dropFirst(), value))}" : key + value
    }

    /// Lines for a value and the mappings that lead to it, to be put at an offset.
    private func lines(_ path: ArraySlice<String>, _ value: String, indent: Int, at offset: Int) -> String {
        let startsLine = offset == 0 || isLineBreak(offset - 1) || (offset == 3 && source[0] == 0xEF)
        let lines = path.enumerated().map { depth, key in
            String(repeating: " ", count: indent + 2 * depth) + YAMLScalar.source(of: key)
                + (depth == path.count - 1 ? ": " + value : ":") + lineBreak
        }
        return (startsLine ? "" : lineBreak) + lines.joined()
    }

    /// Whether a mapping is written between braces.
    private func isFlow(_ mapping: YAMLNode) -> Bool {
        mapping.range.first.map { source[$0] == UInt8(ascii: "{") } ?? false
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

    private func flowPart(of key: String, in entries: [YAMLEntry]) -> Range<Int> {
        func end(_ entry: YAMLEntry) -> Int { max(entry.value.range.upperBound, entry.keyNode.range.upperBound) }
        guard let index = entries.firstIndex(where: { $0.key == key }) else { return 0..<0 }
        if index > 0 { return end(entries[index - 1])..<end(entries[index]) }
        let start = entries[index].keyNode.range.lowerBound
        return start..<(entries.count > 1 ? entries[1].keyNode.range.lowerBound : end(entries[index]))
    }
}
