internal import GedisJSON
import GedisKit

extension JSON {
    /// The value as JavaScript's `JSON.stringify` writes it: compact, and only what must be escaped is.
    ///
    /// GUN orders values of equal state by this text. Source: ECMA-262, `SerializeJSONProperty` and `QuoteJSONString`.
    package var text: String {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.text
    }

    func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .boolean(let truth): writer.boolean(truth)
        case .number(let number): number.isFinite ? writer.number(number.javaScript) : writer.null()
        case .string(let string): writer.string(string)
        case .brokenString(let units): writer.string(JSONString.broken(units))
        case .array(let elements): writer.array(elements) { $1.write(to: &$0) }
        case .object(let members):
            writer.object(members) { writer, member in
                writer.string(member.name.text)
            } value: { writer, member in
                member.value.write(to: &writer)
            }
        }
    }
}
