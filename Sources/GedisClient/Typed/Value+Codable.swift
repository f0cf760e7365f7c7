public import GedisKit

// What nothing is known of stands in records as what JSON has for it, and is read from replies as it came.

extension Value: Codable {
    /// Encodes what JSON has for it: bytes that are no text are base64.
    public func encode(to encoder: any Encoder) throws {
        switch withoutAttributes {
        case .array(let elements), .set(let elements), .push(let elements):
            var container = encoder.unkeyedContainer()
            for element in elements { try container.encode(element) }
        case .map(let entries):
            var container = encoder.container(keyedBy: TypedKey.self)
            for entry in entries {
                try container.encode(entry.value, forKey: TypedKey(stringValue: entry.key.text ?? "\(entry.key)"))
            }
        case let scalar:
            var container = encoder.singleValueContainer()
            switch scalar {
            case .boolean(let truth): try container.encode(truth)
            case .integer(let number): try container.encode(number)
            case .double(let number): try container.encode(number)
            case .error(let error): try container.encode(error.description)
            case .bulk(let bytes): try container.encode(scalar.text ?? Base64.encode(bytes))
            default:
                if let text = scalar.text { try container.encode(text) } else { try container.encodeNil() }
            }
        }
    }

    /// Decodes what it is: a reply as it came, JSON as the value that replies have for it.
    public init(from decoder: any Decoder) throws {
        if let decoder = decoder as? TypedDecoder {
            self = decoder.value
        } else if let members = try? decoder.container(keyedBy: TypedKey.self) {
            self = .map(
                try members.allKeys.map { Entry(.string($0.stringValue), try members.decode(Value.self, forKey: $0)) })
        } else if var elements = try? decoder.unkeyedContainer() {
            var values: [Value] = []
            while !elements.isAtEnd { values.append(try elements.decode(Value.self)) }
            self = .array(values)
        } else {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let truth = try? container.decode(Bool.self) {
                self = .boolean(truth)
            } else if let number = try? container.decode(Int.self) {
                self = .integer(number)
            } else if let number = try? container.decode(Double.self) {
                self = .double(number)
            } else {
                self = .string(try container.decode(String.self))
            }
        }
    }
}
