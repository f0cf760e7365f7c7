/// A `Codable` type that has one text of its own in arguments, records and replies, instead of what its `encode(to:)` does.
///
/// GedisKit knows `[UInt8]`. Foundation's types, which GedisKit does not import, are registered by who loads namespaces. So
/// what a type looks like depends on gedis alone, and not on what some namespace declares.
package struct LibraryType: Sendable {
    /// How a value is written and read.
    package enum Form: Sendable {
        /// As text; where `allowsNumber`, JSON's numbers are read by their digits as well.
        case text(
            allowsNumber: Bool, read: @Sendable (String) -> Any?, write: @Sendable (Any) -> String)
        /// As bytes: those of an argument and a bulk string, and as base64 in JSON.
        case bytes(read: @Sendable ([UInt8]) -> Any, write: @Sendable (Any) -> [UInt8])
    }

    package let type: ObjectIdentifier
    let expectation: String
    package let form: Form
    /// The format by which schemas name it; nil where they do not.
    let format: String?

    /// Describes a type.
    ///
    /// - Parameters:
    ///   - type: the type
    ///   - expectation: what an argument has to be, as an error reply puts it: `must be <expectation>`
    ///   - format: the format by which schemas name it
    ///   - form: how a value is written and read
    package init(_ type: Any.Type, expectation: String, format: String? = nil, form: Form) {
        self.type = ObjectIdentifier(type)
        self.expectation = expectation
        self.form = form
        self.format = format
    }

    private static let bytes = LibraryType(
        [UInt8].self, expectation: "bytes",
        form: .bytes(read: { $0 }, write: { $0 as? [UInt8] ?? [] }))

    nonisolated(unsafe) private static var all = [bytes]

    /// Makes types known, before the first namespace is loaded.
    package static func register(_ types: [LibraryType]) { all = [bytes] + types }

    /// The library type that `type` is, if any.
    @inline(__always)
    static func known<T>(_ type: T.Type) -> LibraryType? {
        let identifier = ObjectIdentifier(type)
        for index in all.indices where all[index].type == identifier { return all[index] }
        return nil
    }

    /// The library type whose format a schema names, if any.
    static func known(format: String) -> LibraryType? { all.first { $0.format == format } }
}

extension LibraryType {
    /// Checks a value's text.
    ///
    /// - Returns: the text, a moment's in the form in which it is replied; nil where it says no value.
    func text(_ text: String) -> String? {
        guard case .text(_, let read, let write) = form, let value = read(text) else { return nil }
        return format == "date-time" ? write(value) : text
    }

    /// Checks a value of a JSON text.
    func decodeText(_ json: JSONText, _ index: Int) throws(RecordError) -> String {
        let kind = json[index].kind
        guard case .text(let allowsNumber, _, _) = form, kind == .string || (allowsNumber && kind == .number),
            let text = text(json.text(index))
        else { throw json.mismatch(index, expectation) }
        return text
    }
}

extension LibraryType {
    /// Reads an argument.
    func decode<T>(_ type: T.Type, from bytes: UnsafeRawBufferPointer) -> T? {
        switch form {
        case .bytes(let read, _): return read([UInt8](bytes)) as? T
        case .text(_, let read, _): return String(argument: bytes.bytes).flatMap(read) as? T
        }
    }

    /// Reads a value of a JSON text.
    func decode<T>(_ type: T.Type, _ text: JSONText, _ index: Int) throws(RecordError) -> T {
        let kind = text[index].kind
        switch form {
        case .bytes(let read, _):
            if kind == .string, let bytes = Base64.decode(text.text(index)), let value = read(bytes) as? T {
                return value
            }
            throw text.mismatch(index, "bytes in base64")
        case .text(let allowsNumber, let read, _):
            let isText = kind == .string || (allowsNumber && kind == .number)
            if isText, let value = read(text.text(index)) as? T { return value }
            throw text.mismatch(index, expectation)
        }
    }

    /// Replies a value.
    func write<T>(_ value: T, to writer: inout ReplyWriter, bytesAreBase64: Bool) {
        switch form {
        case .bytes(_, let write) where bytesAreBase64: writer.string(Base64.encode(write(value)))
        case .bytes(_, let write): writer.bulk(write(value))
        case .text(_, _, let write): writer.string(write(value))
        }
    }
}
