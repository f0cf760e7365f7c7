internal import GedisJSON
package import GedisKit

/// A way to print a reply, line for line as redis-cli prints it.
package enum ReplyFormat: String, Sendable, CaseIterable {
    /// For people at a terminal: types are named, strings quoted, lists numbered.
    case terminal
    /// For pipes: the bytes as they are, an element a line.
    case raw
    /// One line of JSON, as `redis-cli --json` prints it; valid where that is not.
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
            var writer = JSONWriter()
            writer.write(value, errors: .line)
            return writer.bytes + [UInt8(ascii: "\n")]
        }
    }
}
