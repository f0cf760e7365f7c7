/// A page of a node's entries.
public struct EntryPage: Sendable, Hashable {
    /// A key with its value.
    public struct Entry: Sendable, Hashable {
        /// The key.
        public var key: String
        /// The value.
        public var value: Scalar

        /// Describes an entry.
        public init(key: String, value: Scalar) {
            self.key = key
            self.value = value
        }
    }

    /// The entries in ascending order of their keys' UTF-8 bytes.
    public var entries: [Entry]
    /// The cursor to ask for the next page with; nil on the last page.
    public var next: String?

    /// Describes a page.
    ///
    /// - Parameters:
    ///   - entries: the entries in order
    ///   - next: the cursor for the next page; nil on the last
    public init(entries: [Entry], next: String?) {
        self.entries = entries
        self.next = next
    }
}
