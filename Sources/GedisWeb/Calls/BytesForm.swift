import GedisKit

/// What bytes are in the JSON of calls and answers.
enum BytesForm: Sendable {
    /// Text whose bytes they are, escaped where they are none, or look like it.
    case escaped
    /// Base64 wherever a type says bytes.
    case base64

    /// What an argument is that is nothing but bytes.
    var argument: Value {
        switch self {
        case .escaped:
            [
                "anyOf": [
                    ["type": "string"], Self.object("bytes", ["type": "string"]),
                    Self.object("base64", Self.base64Schema),
                ]
            ]
        case .base64: Self.base64Schema
        }
    }

    /// What bytes of an answer are.
    var reply: Value {
        switch self {
        case .escaped: ["type": "string"]
        case .base64: Self.base64Schema
        }
    }

    private static let base64Schema: Value = ["type": "string", "contentEncoding": "base64"]

    private static func object(_ name: String, _ schema: Value) -> Value {
        [
            "type": "object", "properties": .map([Value.Entry(.string(name), schema)]),
            "required": .array([.string(name)]), "additionalProperties": false,
        ]
    }
}
