extension ReplyParser {
    /// What a peer may make a parser keep.
    package struct Limits: Sendable {
        /// How deep lists may be nested.
        package var depth: Int
        /// The most bytes of one string.
        package var stringLength: Int
        /// The most elements of one reply, those of nested lists included; an entry of a map counts as two.
        package var elements: Int
        /// The most bytes of a line, such as a simple string or a number.
        package var lineLength: Int

        /// Sets limits; the longest string by default is Redis' own `proto-max-bulk-len`.
        package init(
            depth: Int = 128, stringLength: Int = 512 << 20, elements: Int = 1 << 24, lineLength: Int = 64 << 10
        ) {
            self.depth = depth
            self.stringLength = stringLength
            self.elements = elements
            self.lineLength = lineLength
        }
    }

    /// Why bytes are no reply.
    package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// Where in the stream: how many bytes came before the element that is wrong.
        package let offset: Int
        /// What there was instead of a reply.
        package let reason: String

        /// The place and the reason.
        package var description: String { "at byte \(offset): \(reason)" }
    }
}
