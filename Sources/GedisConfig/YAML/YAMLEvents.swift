internal import CLibYAML

/// libyaml's events of a text, one after the other, with marks in bytes.
struct YAMLEvents: ~Copyable {
    /// One event.
    struct Event {
        var kind: Kind
        var position: TextPosition
        var range: Range<Int>
    }

    enum Kind: Equatable {
        case streamStart, streamEnd, documentStart
        case documentEnd(isImplicit: Bool)
        case scalar(YAMLScalar)
        case sequenceStart(isFlow: Bool)
        case mappingStart(isFlow: Bool)
        case collectionEnd
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    /// Where each character begins: libyaml's marks count characters.
    private let offsets: [Int]

    /// Reads `source`, which is UTF-8, from the offset behind its byte order mark.
    init(_ source: [UInt8], from start: Int) {
        parser = .allocate(capacity: 1)
        input = .allocate(capacity: source.count - start)
        _ = input.initialize(fromContentsOf: source[start...])
        offsets = source.indices.dropFirst(start).filter { source[$0] & 0xC0 != 0x80 } + [source.count]
        precondition(yaml_parser_initialize(parser) == 1, "out of memory")
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event.
    ///
    /// - Throws: `YAMLError` where the text is no YAML, and where it has an anchor, an alias or a tag.
    mutating func next() throws(YAMLError) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw error() }
        defer { yaml_event_delete(&event) }
        let start = TextPosition(event.start_mark)
        let range = offset(event.start_mark)..<offset(event.end_mark)
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            try refuse(anchor: scalar.anchor, tag: scalar.tag, at: start)
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            let value = YAMLScalar(text: text, style: .init(scalar.style))
            return Event(kind: .scalar(value), position: start, range: trimmed(range, value.style))
        case YAML_SEQUENCE_START_EVENT:
            let sequence = event.data.sequence_start
            try refuse(anchor: sequence.anchor, tag: sequence.tag, at: start)
            let isFlow = sequence.style == YAML_FLOW_SEQUENCE_STYLE
            return Event(kind: .sequenceStart(isFlow: isFlow), position: start, range: range)
        case YAML_MAPPING_START_EVENT:
            let mapping = event.data.mapping_start
            try refuse(anchor: mapping.anchor, tag: mapping.tag, at: start)
            let isFlow = mapping.style == YAML_FLOW_MAPPING_STYLE
            return Event(kind: .mappingStart(isFlow: isFlow), position: start, range: range)
        case YAML_ALIAS_EVENT:
            throw YAMLError(
                position: start, message: "aliases (*name) are not read here: put text that begins with * in quotes")
        case YAML_DOCUMENT_END_EVENT:
            let isImplicit = event.data.document_end.implicit == 1
            return Event(kind: .documentEnd(isImplicit: isImplicit), position: start, range: range)
        case YAML_DOCUMENT_START_EVENT: return Event(kind: .documentStart, position: start, range: range)
        case YAML_STREAM_START_EVENT: return Event(kind: .streamStart, position: start, range: range)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
            return Event(kind: .collectionEnd, position: start, range: range)
        default: return Event(kind: .streamEnd, position: start, range: range)
        }
    }

    private func refuse(
        anchor: UnsafeMutablePointer<UInt8>?, tag: UnsafeMutablePointer<UInt8>?, at position: TextPosition
    ) throws(YAMLError) {
        if anchor != nil {
            throw YAMLError(position: position, message: "anchors (&name) are not read here: write the value itself")
        }
        if tag != nil {
            throw YAMLError(position: position, message: "tags (!name) are not read here: write the value alone")
        }
    }

    private func offset(_ mark: yaml_mark_t) -> Int { offsets[min(mark.index, offsets.count - 1)] }

    /// A block scalar's end takes in the line breaks behind it, which end its lines and aren't the scalar's own.
    private func trimmed(_ range: Range<Int>, _ style: YAMLScalar.Style) -> Range<Int> {
        guard style == .literal || style == .folded else { return range }
        let start = (offsets.last ?? 0) - input.count
        let breaks = input[(range.lowerBound - start)..<(range.upperBound - start)].reversed()
            .prefix { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        return range.lowerBound..<range.upperBound - breaks.count
    }

    private func error() -> YAMLError {
        let details = parser.pointee
        guard details.error != YAML_MEMORY_ERROR, let reason = details.problem else {
            return YAMLError(message: "out of memory")
        }
        let message = String(cString: reason)
        guard details.error != YAML_READER_ERROR else {
            return YAMLError(position: position(ofByte: details.problem_offset), message: message)
        }
        let position = TextPosition(details.problem_mark)
        let context = details.context.map { " " + String(cString: $0) } ?? ""
        let begin = TextPosition(details.context_mark)
        let place = context.isEmpty || begin.line == position.line ? "" : " that begins on line \(begin.line)"
        return YAMLError(position: position, message: message + context + place + advice(details))
    }

    /// How to write a text that begins with a character which YAML takes for something else: `*` in a list of patterns.
    private func advice(_ details: yaml_parser_t) -> String {
        for mark in [details.problem_mark, details.context_mark] {
            let index = offset(mark) + input.count - (offsets.last ?? 0)
            if input.indices.contains(index), "*&@%`".utf8.contains(input[index]) {
                return ": put text that begins with \(Unicode.Scalar(input[index])) in quotes"
            }
        }
        return ""
    }

    private func position(ofByte offset: Int) -> TextPosition {
        let before = String(decoding: input.prefix(offset), as: UTF8.self).unicodeScalars
        let column = before.reversed().prefix { $0 != "\n" && $0 != "\r" }.count
        return TextPosition(line: before.count { $0 == "\n" } + 1, column: column + 1)
    }
}

extension TextPosition {
    fileprivate init(_ mark: yaml_mark_t) { self.init(line: mark.line + 1, column: mark.column + 1) }
}

extension YAMLScalar.Style {
    fileprivate init(_ style: yaml_scalar_style_t) {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: self = .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: self = .literal
        case YAML_FOLDED_SCALAR_STYLE: self = .folded
        default: self = .plain
        }
    }
}
