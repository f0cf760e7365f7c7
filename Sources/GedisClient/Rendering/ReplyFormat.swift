package import GedisKit

/// A way to print a reply, line for line as redis-cli prints it.
package enum ReplyFormat: String, Sendable, CaseIterable {
    /// For people at a terminal: types are named, strings quoted, lists numbered.
    case terminal
    /// For pipes: the bytes as they are, an element a line.
    case raw
    /// One line of JSON.
    case json

    /// Renders a reply, its line's end included.
    package func render(_ value: Value) -> [UInt8] {
        switch self {
        case .terminal:
            var renderer = TerminalRenderer()
            renderer.render(value)
            return renderer.output
        case .raw:
            var renderer = RawRenderer()
            renderer.render(value)
            renderer.newline()
            return renderer.output
        case .json:
            var renderer = JSONRenderer()
            renderer.render(value)
            return Array((renderer.output + "\n").utf8)
        }
    }
}

extension Double {
    /// The fewest digits that say the number exactly, without a fraction of zero.
    var shortest: String {
        let text = description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}

extension CommandError {
    /// The reply's text as the server sent it.
    var text: String { message.isEmpty ? code : description }
}
