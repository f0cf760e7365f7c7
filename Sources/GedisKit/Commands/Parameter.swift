/// One argument of a command, as people and clients are shown it.
public struct Parameter: Sendable, Hashable, Codable {
    /// The parameter's name in the source.
    public var name: String
    /// Its Swift type as written, such as `Int`; of an optional or variadic parameter the type of one value.
    public var type: String
    /// What its values look like; of a variadic parameter those of one value.
    public var schema: Schema
    /// Its part of the doc comment; may be empty.
    public var help: String
    /// Whether a call must give it, may leave it out, or may repeat it.
    public var presence: Presence

    /// Whether and how often a call gives a parameter.
    public enum Presence: Sendable, Hashable, Codable {
        /// Exactly once.
        case required
        /// At most once; nil when left out.
        case optional
        /// At most once; `expression` is the Swift source of what stands in for it, of an enum's case its raw value's.
        case defaulted(expression: String)
        /// Any number of times, none included; only the last parameter can be so.
        case variadic
    }

    /// Describes a parameter.
    public init(
        name: String, type: String, schema: Schema = .string(), help: String = "", presence: Presence = .required
    ) {
        self.name = name
        self.type = type
        self.schema = schema
        self.help = help
        self.presence = presence
    }

    /// Whether a call must give it.
    public var isRequired: Bool { presence == .required }

    /// What stands in for it, as clients would write it where it is an enum's raw value; nil where nothing does.
    public var shownDefault: String? {
        guard case .defaulted(let expression) = presence else { return nil }
        guard case .reference = schema, expression.count > 1, expression.first == "\"", expression.last == "\"" else {
            return expression
        }
        return String(expression.dropFirst().dropLast())
    }

    /// Whether it takes all arguments that are left.
    public var isVariadic: Bool { presence == .variadic }
}

extension Parameter: CustomStringConvertible {
    /// The parameter in a usage line: `a`, `[b=0]`, `[values …]`.
    public var description: String {
        switch presence {
        case .required: name
        case .optional: "[\(name)]"
        case .defaulted: "[\(name)=\(shownDefault ?? "")]"
        case .variadic: "[\(name) …]"
        }
    }
}
