/// One JSON text, checked whole by RFC 8259: its values, in place in its bytes.
///
/// The text is read once, into a table of its values in their order. A value that holds others is followed by them: an
/// array by its elements, an object by each name and its value.
package final class JSONText {
    /// What a value is.
    package enum Kind: UInt8, Sendable { case null, no, yes, number, string, array, object }

    /// A value, or the name of a member.
    package struct Node {
        /// What it is; a name is a string.
        package let kind: Kind
        /// Whether it is a string that has escapes.
        let hasEscapes: Bool
        /// Its first byte; of a string the first one in the quotes.
        let start: UInt32
        /// The byte after its last; of a string the closing quote.
        var end: UInt32 = 0
        /// How many elements or members it has.
        package var count: UInt32 = 0
        /// The node after it and all that it holds. While it is read: the list that it is in.
        var next: UInt32 = 0
        /// Of an object: the name that is looked at first when a member is asked for. Members are asked for in their order.
        var hint: UInt32 = 0
    }

    /// Where and why a text is no JSON, or none that is read here.
    package struct Failure: Error, CustomStringConvertible {
        /// The byte.
        package let offset: Int
        /// The reason.
        package let reason: String
        /// Whether the text may be JSON, but holds more values than are read.
        package var isOverLimit = false

        /// The place and the reason.
        package var description: String { "at byte \(offset): \(reason)" }
    }

    private(set) var bytes: UnsafeRawBufferPointer
    private var ownsBytes = false
    private var nodes: UnsafeMutablePointer<Node>
    private var capacity = 32
    /// How many nodes there are.
    private(set) var count = 0

    /// Reads a text in place.
    ///
    /// - Parameters:
    ///   - bytes: the text; it must stay as it is while this object is used, or until `keepBytes()`
    ///   - deepest: how deep values may lie in one another
    ///   - mostValues: how many values there may be, those that hold others among them
    /// - Throws: `Failure` where it is no JSON, has more than one value, nests too deep or holds too many values.
    package init(reading bytes: UnsafeRawBufferPointer, deepest: Int, mostValues: Int = .max) throws(Failure) {
        self.bytes = bytes
        nodes = .allocate(capacity: capacity)
        var reader = JSONReader(bytes: bytes, deepest: deepest, mostValues: mostValues)
        try reader.read(into: self)
    }

    deinit {
        nodes.deallocate()
        if ownsBytes { bytes.deallocate() }
    }

    /// Copies the text's bytes, so that they may go where it was read from.
    package func keepBytes() {
        guard !ownsBytes else { return }
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        copy.copyMemory(from: bytes)
        bytes = UnsafeRawBufferPointer(copy)
        ownsBytes = true
    }

    // MARK: - The table

    /// The node of the text's value.
    package static let root = 0

    /// The node at `index`.
    package subscript(index: Int) -> Node {
        @inline(__always) get { nodes[index] }
        @inline(__always) set { nodes[index] = newValue }
    }

    /// Adds a node behind the others.
    func add(_ node: Node) {
        if count == capacity { grow() }
        (nodes + count).initialize(to: node)
        count += 1
    }

    @inline(never)
    private func grow() {
        let larger = UnsafeMutablePointer<Node>.allocate(capacity: capacity * 2)
        larger.moveInitialize(from: nodes, count: count)
        nodes.deallocate()
        nodes = larger
        capacity *= 2
    }

    /// The node after `index` and all that it holds.
    package func after(_ index: Int) -> Int {
        let node = nodes[index]
        return node.kind == .array || node.kind == .object ? Int(node.next) : index + 1
    }

    /// The value of the member `name` of the object at `index`; of several that are named so, the one asked for next.
    ///
    /// - Returns: the value's node; nil where there is none.
    func member(_ name: String, of index: Int) -> Int? {
        let count = Int(nodes[index].count)
        guard count > 0 else { return nil }
        let first = index + 1
        let end = Int(nodes[index].next)
        var candidate = Int(nodes[index].hint)
        if candidate == 0 || candidate >= end { candidate = first }
        for _ in 0..<count {
            if isName(candidate, name) {
                nodes[index].hint = UInt32(truncatingIfNeeded: candidate)
                return candidate + 1
            }
            candidate = after(candidate + 1)
            if candidate >= end { candidate = first }
        }
        return nil
    }
}

// MARK: - Values

extension JSONText {
    /// The bytes of a value as they stand in the text; of a string without its quotes.
    package func bytes(of index: Int) -> UnsafeRawBufferPointer {
        let node = nodes[index]
        return UnsafeRawBufferPointer(rebasing: bytes[Int(node.start)..<Int(node.end)])
    }

    /// The bytes of a value as they stand in the text, a string's quotes among them.
    package func source(of index: Int) -> UnsafeRawBufferPointer {
        let node = nodes[index]
        let quote = node.kind == .string ? 1 : 0
        return UnsafeRawBufferPointer(rebasing: bytes[(Int(node.start) - quote)..<(Int(node.end) + quote)])
    }

    /// A string's text.
    package func string(_ index: Int) -> JSONString {
        guard nodes[index].hasEscapes else { return .text(plain(index)) }
        return JSONString(escaped: bytes(of: index))
    }

    /// The text of a string or a name where it is one, half a character replaced.
    package func text(_ index: Int) -> String {
        guard nodes[index].hasEscapes else { return plain(index) }
        switch JSONString(escaped: bytes(of: index)) {
        case .text(let text): return text
        case .broken(let units): return String(decoding: units, as: UTF16.self)
        }
    }

    /// Says that a value is none that can be used.
    package func failure(at index: Int, _ reason: String) -> Failure {
        Failure(offset: Int(nodes[index].start), reason: reason)
    }

    /// The bytes of something without escapes, as text. They have been found to be UTF-8.
    @inline(__always)
    private func plain(_ index: Int) -> String {
        String(copying: UTF8Span(unchecked: bytes(of: index).bindMemory(to: UInt8.self).span))
    }

    private func isName(_ index: Int, _ name: String) -> Bool {
        let node = nodes[index]
        if node.hasEscapes { return text(index).utf8.elementsEqual(name.utf8) }
        let length = Int(node.end &- node.start)
        let span = name.utf8Span.span
        guard span.count == length else { return false }
        return span.withUnsafeBytes { name in
            let own = bytes.baseAddress.unsafelyUnwrapped + Int(node.start)
            for offset in 0..<length where own.load(fromByteOffset: offset, as: UInt8.self) != name[offset] {
                return false
            }
            return true
        }
    }
}

// MARK: - Places

extension JSONText {
    /// Where a value lies, as people write it: `items[0].count`; empty for the text's own value.
    func path(of index: Int) -> String { path(steps: steps(to: index)) }

    /// The names and indices that lead to a value.
    func steps(to index: Int) -> [JSONStep] {
        var steps: [JSONStep] = []
        var list = Self.root
        while list < index, nodes[list].kind == .array || nodes[list].kind == .object {
            let isObject = nodes[list].kind == .object
            var child = list + 1
            var position = 0
            while child < Int(nodes[list].next) {
                let value = isObject ? child + 1 : child
                if index < after(value) {
                    steps.append(isObject ? .name(text(child)) : .index(position))
                    list = value
                    break
                }
                position += 1
                child = after(value)
            }
            if list < index, child >= Int(nodes[list].next) { break }
        }
        return steps
    }

    /// Steps as people write them.
    func path(steps: [JSONStep]) -> String {
        var text = ""
        for step in steps {
            switch step {
            case .index(let index): text += "[\(index)]"
            case .name(let name): text += text.isEmpty ? name : "." + name
            }
        }
        return text
    }
}

/// One step into a value: a coding key that names a member or counts elements.
enum JSONStep: CodingKey {
    case name(String)
    case index(Int)

    init?(stringValue: String) { self = .name(stringValue) }
    init?(intValue: Int) { self = .index(intValue) }

    var stringValue: String {
        switch self {
        case .name(let name): name
        case .index(let index): "\(index)"
        }
    }

    var intValue: Int? { if case .index(let index) = self { index } else { nil } }
}
