package import GedisKit

extension JSONWriter {
    /// Writes JSON that is written already.
    package mutating func raw(_ json: String) { bytes += json.utf8 }

    /// Writes JSON that is written already.
    package mutating func raw(_ json: [UInt8]) { bytes += json }

    /// Writes a reply as its type says: bytes are base64 and text is text, so that neither needs escapes. What the type does not
    /// describe is written as `write(_:errors:)` writes it.
    ///
    /// - Parameters:
    ///   - value: the reply
    ///   - schema: its type
    ///   - types: those that it refers to
    package mutating func write(_ value: Value, as schema: Schema, of types: [TypeDescription]) {
        switch (schema, value.withoutAttributes) {
        case (.optional, .null): null()
        case (.optional(let wrapped), let value): write(value, as: wrapped, of: types)
        case (.bytes, .bulk(let bytes)): string(Base64.encode(bytes))
        case (.bytes, .simple(let text)), (.bytes, .verbatim(let text, _)): string(Base64.encode(text.utf8))
        case (.string, let value): write(text: value)
        case (.list(let element, _), .array(let values)), (.list(let element, _), .set(let values)):
            array(values) { writer, value in writer.write(value, as: element, of: types) }
        case (.map(let element), .map(let entries)):
            object(entries) { writer, entry in
                writer.write(name: entry.key)
            } value: { writer, entry in
                writer.write(entry.value, as: element, of: types)
            }
        case (.reference(let name), let value): write(value, as: types.first { $0.name == name }, of: types)
        case (_, let value): write(value, errors: .parts)
        }
    }

    private mutating func write(_ value: Value, as type: TypeDescription?, of types: [TypeDescription]) {
        guard let type, case .record(let fields) = type.shape, case .map(let entries) = value else {
            return write(text: value)
        }
        object(entries) { writer, entry in
            writer.write(name: entry.key)
        } value: { writer, entry in
            let field = fields.first { $0.name == entry.key.text }
            writer.write(entry.value, as: field?.schema ?? .any, of: types)
        }
    }

    private mutating func write(text value: Value) {
        switch value {
        case .bulk, .simple, .verbatim:
            if let text = value.text { string(text) } else { write(value, errors: .parts) }
        default: write(value, errors: .parts)
        }
    }

    private mutating func write(name: Value) {
        if let text = name.text {
            string(text)
        } else {
            var writer = JSONWriter()
            writer.write(name, errors: .parts)
            // Of a number it is the string of its digits.
            if writer.bytes.first == UInt8(ascii: "\"") { raw(writer.bytes) } else { string(writer.text) }
        }
    }
}
