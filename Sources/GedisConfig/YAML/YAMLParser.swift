/// Builds the nodes of one document from libyaml's events.
struct YAMLParser: ~Copyable {
    private var events: YAMLEvents
    private let end: Int

    init(_ source: [UInt8], from start: Int) {
        events = YAMLEvents(source, from: start)
        end = source.count
    }

    /// The document's mapping.
    mutating func parseRoot() throws(YAMLError) -> (entries: [YAMLEntry], flowRange: Range<Int>?, end: Int) {
        _ = try events.next()
        let first = try events.next()
        guard case .documentStart = first.kind else { return ([], nil, end) }
        let event = try events.next()
        let root = try node(from: event, depth: 1)
        let last = try events.next()
        let after = try events.next()
        guard case .streamEnd = after.kind else {
            throw YAMLError(position: after.position, message: "a second document: a definition is one document")
        }
        var documentEnd = end
        if case .documentEnd(isImplicit: false) = last.kind { documentEnd = last.range.lowerBound }
        switch root.content {
        case .mapping(let entries):
            let isFlow = if case .mappingStart(isFlow: true) = event.kind { true } else { false }
            return (entries, isFlow ? root.range : nil, documentEnd)
        case .scalar(let scalar) where scalar.isNull && root.range.isEmpty: return ([], nil, documentEnd)
        default:
            throw YAMLError(position: root.position, message: "not a mapping: a definition has lines of 'key: value'")
        }
    }

    private mutating func node(from event: YAMLEvents.Event, depth: Int) throws(YAMLError) -> YAMLNode {
        guard depth <= YAMLDocument.greatestDepth else {
            let message = "nested deeper than \(YAMLDocument.greatestDepth) levels"
            throw YAMLError(position: event.position, message: message)
        }
        switch event.kind {
        case .scalar(let scalar):
            return YAMLNode(content: .scalar(scalar), position: event.position, range: event.range)
        case .sequenceStart(let isFlow):
            var elements: [YAMLNode] = []
            var next = try events.next()
            while next.kind != .collectionEnd {
                elements.append(try node(from: next, depth: depth + 1))
                next = try events.next()
            }
            let range = Self.range(from: event, to: next, isFlow: isFlow, last: elements.last)
            return YAMLNode(content: .sequence(elements), position: event.position, range: range)
        case .mappingStart(let isFlow):
            var entries: [YAMLEntry] = []
            var next = try events.next()
            while next.kind != .collectionEnd {
                entries.append(try entry(from: next, after: entries, depth: depth))
                next = try events.next()
            }
            let range = Self.range(from: event, to: next, isFlow: isFlow, last: entries.last?.value)
            return YAMLNode(content: .mapping(entries), position: event.position, range: range)
        default:
            throw YAMLError(position: event.position, message: "a value is missing")
        }
    }

    private mutating func entry(
        from event: YAMLEvents.Event, after others: [YAMLEntry], depth: Int
    ) throws(YAMLError) -> YAMLEntry {
        let keyNode = try node(from: event, depth: depth + 1)
        guard let key = keyNode.scalar?.text else {
            throw YAMLError(position: event.position, message: "a key must be text")
        }
        if let first = others.first(where: { $0.key == key }) {
            throw YAMLError(
                position: event.position,
                message: "\(key): given twice, first on line \(first.keyNode.position.line)")
        }
        return YAMLEntry(key: key, keyNode: keyNode, value: try node(from: try events.next(), depth: depth + 1))
    }

    /// A block collection ends, for libyaml, where the next token begins: that would take in comments that follow it.
    private static func range(
        from start: YAMLEvents.Event, to end: YAMLEvents.Event, isFlow: Bool, last: YAMLNode?
    ) -> Range<Int> {
        let from = start.range.lowerBound
        return from..<max(from, isFlow ? end.range.upperBound : last?.range.upperBound ?? start.range.upperBound)
    }
}
