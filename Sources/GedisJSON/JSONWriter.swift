package import GedisKit

/// Writes one JSON text, without blanks between its parts.
package struct JSONWriter {
    /// What has been written.
    package internal(set) var bytes: [UInt8] = []

    private let escapes: JSONEscapes

    /// Begins a text.
    ///
    /// - Parameter escapes: which characters of strings are escaped
    package init(escapes: JSONEscapes = .required) { self.escapes = escapes }

    /// What has been written, as text.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Writes null.
    package mutating func null() { add("null") }

    /// Writes a truth value.
    package mutating func boolean(_ truth: Bool) { add(truth ? "true" : "false") }

    /// Writes a number that is spelled already, as JSON has numbers.
    package mutating func number(_ digits: String) { add(digits) }

    /// Writes a string.
    package mutating func string(_ text: some StringProtocol) {
        add("\"")
        escapes.append(text, to: &bytes)
        add("\"")
    }

    /// Writes a string.
    package mutating func string(_ text: String) {
        add("\"")
        escapes.append(text, to: &bytes)
        add("\"")
    }

    /// Writes a string, the halves of surrogate pairs in it as escapes.
    package mutating func string(_ string: JSONString) {
        switch string {
        case .text(let text): self.string(text)
        case .broken(let units): broken(units)
        }
    }

    /// Writes an array.
    ///
    /// - Parameters:
    ///   - elements: what it holds
    ///   - write: writes one element, as exactly one value
    package mutating func array<Element>(
        _ elements: some Sequence<Element>, _ write: (inout JSONWriter, Element) -> Void
    ) {
        list("[", "]", elements, write)
    }

    /// Writes an object.
    ///
    /// - Parameters:
    ///   - members: what it holds
    ///   - name: writes one member's name, as exactly one string
    ///   - value: writes one member's value
    package mutating func object<Member>(
        _ members: some Sequence<Member>, name: (inout JSONWriter, Member) -> Void,
        value: (inout JSONWriter, Member) -> Void
    ) {
        list("{", "}", members) { writer, member in
            name(&writer, member)
            writer.add(":")
            value(&writer, member)
        }
    }

    private mutating func list<Element>(
        _ start: String, _ end: String, _ elements: some Sequence<Element>,
        _ write: (inout JSONWriter, Element) -> Void
    ) {
        add(start)
        var isFirst = true
        for element in elements {
            if !isFirst { add(",") }
            isFirst = false
            write(&self, element)
        }
        add(end)
    }

    private mutating func broken(_ units: [UInt16]) {
        add("\"")
        var decoder = UTF16()
        var rest = units.makeIterator()
        var position = 0
        scanning: while true {
            switch decoder.decode(&rest) {
            case .scalarValue(let scalar):
                escapes.append(String(scalar), to: &bytes)
                position += UTF16.width(scalar)
            case .error:
                add(JSONEscapes.escape(of: units[position]))
                position += 1
            case .emptyInput: break scanning
            }
        }
        add("\"")
    }

    private mutating func add(_ text: String) { bytes += text.utf8 }
}
