/// A type of the source that is coded as the compiler codes it, so that glue can read and write it without `Codable`.
struct PlainTypeModel: Sendable, Hashable, Codable {
    /// A stored property.
    struct Field: Sendable, Hashable, Codable {
        /// The property's name.
        var name: String
        /// The type, `Optional` included.
        var type: TypeSpelling
        /// Whether it may be missing.
        var isOptional: Bool
    }

    /// The name with those of the types around it, such as `Shop.Order`.
    var name: String
    /// A struct's fields, in the order of the source; nil of an enum, which is coded by its raw value.
    var fields: [Field]?
    /// Whether it is `Decodable`.
    var isDecodable: Bool
    /// Whether it is `Encodable`.
    var isEncodable: Bool
}
