/// What values of a type look like as JSON: the part of JSON Schema that Swift's types need.
public indirect enum Schema: Sendable, Hashable, Codable {
    /// Anything.
    case any
    /// `true` or `false`.
    case boolean
    /// A whole number in a range, where the type is narrower than 64 bits.
    case integer(minimum: Int? = nil, maximum: Int? = nil)
    /// A number with a fraction.
    case number
    /// Text, of a format where it has one: `date-time`, `uuid`, `uri`, `decimal`.
    case string(format: String? = nil)
    /// Bytes: those of an argument, and base64 in JSON.
    case bytes
    /// A list; of a set without one element twice.
    case list(Schema, isSet: Bool = false)
    /// Values by names.
    case map(Schema)
    /// A value, or null.
    case optional(Schema)
    /// A type that the namespace describes, by its name.
    case reference(String)
}

/// A type of a namespace, as people and programs are shown it.
public struct TypeDescription: Sendable, Hashable, Codable {
    /// What values of a type are.
    public enum Shape: Sendable, Hashable, Codable {
        /// An object with these members.
        case record([Field])
        /// One of these texts or whole numbers.
        case choice([Choice])
    }

    /// A member of a record.
    public struct Field: Sendable, Hashable, Codable {
        /// Its name in JSON.
        public var name: String
        /// What its values look like.
        public var schema: Schema
        /// Its documentation; may be empty.
        public var help: String
        /// Why it should not be used any more; nil where it may be.
        public var deprecation: String?

        /// Describes a member.
        public init(_ name: String, _ schema: Schema, help: String = "", deprecation: String? = nil) {
            self.name = name
            self.schema = schema
            self.help = help
            self.deprecation = deprecation
        }

        /// Whether a record must have it.
        public var isRequired: Bool { if case .optional = schema { false } else { true } }
    }

    /// A raw value of an enum.
    public enum Choice: Sendable, Hashable, Codable {
        case text(String)
        case integer(Int)
    }

    /// Its name, such as `Order`, or `Shop.Order` where it stands in another.
    public var name: String
    /// Its documentation; may be empty.
    public var help: String
    /// What its values are.
    public var shape: Shape

    /// Describes a type.
    public init(name: String, help: String = "", shape: Shape) {
        self.name = name
        self.help = help
        self.shape = shape
    }
}
