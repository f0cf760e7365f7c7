import GedisKit

/// A scalar as a field of a namespace's hash holds it, so that other programs read it, and the note that says its type.
///
/// The value is plain: text as it is, numbers in decimal digits, `true` or `false`, and bytes as they are. A letter notes
/// a type that does not follow from the value: `i`, `d` and `b` for an integer, a double and a truth value, `x` for bytes
/// that are UTF-8 all the same.
struct RedisField: Hashable {
    var value: [UInt8]
    /// The letter; empty for text, and for bytes that are no text.
    var type: [UInt8]

    init(value: [UInt8], type: [UInt8]) {
        self.value = value
        self.type = type
    }

    /// How a scalar is held.
    init(_ scalar: Scalar) {
        let (value, type): ([UInt8], Unicode.Scalar?) =
            switch scalar {
            case .string(let text): (Array(text.utf8), nil)
            case .integer(let number): (Array("\(number)".utf8), "i")
            case .double(let number): (Array("\(number)".utf8), "d")
            case .boolean(let truth): (Array("\(truth)".utf8), "b")
            case .bytes(let bytes): (bytes, RedisValue.scalar(bytes) == scalar ? nil : "x")
            }
        self.init(value: value, type: type.map { [UInt8(ascii: $0)] } ?? [])
    }

    /// The scalar. A value that is none of its type was written by another program: it is text, or what gedis held there
    /// before it had notes (`RedisValue`).
    var scalar: Scalar {
        guard let letter = type.first else { return RedisValue.scalar(value) }
        let text = String(decoding: value, as: UTF8.self)
        let scalar: Scalar? =
            switch Unicode.Scalar(letter) {
            case "i": Int(text).map(Scalar.integer)
            case "d": Double(text).map(Scalar.double)
            case "b": Bool(text).map(Scalar.boolean)
            case "x": .bytes(value)
            default: nil
            }
        return scalar ?? RedisValue.scalar(value)
    }
}
