/// A type that glue reads from JSON without `Decodable`, where the text is as usual. Generated glue makes a namespace's own
/// types conform that are coded as the compiler codes them.
public protocol PlainValue {
    /// Reads a value; nil where the text is not as usual.
    static func gedisRead(_ json: inout PlainJSON) -> Self?
}

/// A struct that is coded as the compiler codes it, its fields among others of which that is known.
public protocol PlainRecord: PlainValue, Decodable {}

extension String: PlainValue {
    /// Reads a string.
    public static func gedisRead(_ json: inout PlainJSON) -> String? { json.string() }
}

extension Bool: PlainValue {
    /// Reads a truth value.
    public static func gedisRead(_ json: inout PlainJSON) -> Bool? { json.boolean() }
}

extension Double: PlainValue {
    /// Reads a number.
    public static func gedisRead(_ json: inout PlainJSON) -> Double? { json.double() }
}

extension Float: PlainValue {
    /// Reads a number.
    public static func gedisRead(_ json: inout PlainJSON) -> Float? { json.double().map(Float.init) }
}

extension PlainValue where Self: FixedWidthInteger {
    /// Reads a whole number.
    @inlinable
    public static func gedisRead(_ json: inout PlainJSON) -> Self? { json.integer().flatMap(Self.init(exactly:)) }
}

extension Int: PlainValue {}
extension Int8: PlainValue {}
extension Int16: PlainValue {}
extension Int32: PlainValue {}
extension Int64: PlainValue {}
extension UInt: PlainValue {}
extension UInt8: PlainValue {}
extension UInt16: PlainValue {}
extension UInt32: PlainValue {}
extension UInt64: PlainValue {}

extension PlainValue where Self: RawRepresentable, RawValue: PlainValue {
    /// Reads an enum's raw value.
    @inlinable
    public static func gedisRead(_ json: inout PlainJSON) -> Self? {
        RawValue.gedisRead(&json).flatMap(Self.init(rawValue:))
    }
}

extension Optional: PlainValue where Wrapped: PlainValue {
    /// Reads a value, or null.
    @inlinable
    public static func gedisRead(_ json: inout PlainJSON) -> Wrapped?? {
        if json.null() { return .some(nil) }
        return Wrapped.gedisRead(&json).map { .some($0) }
    }
}

extension Array: PlainValue where Element: PlainValue {
    /// Reads a list.
    @inlinable
    public static func gedisRead(_ json: inout PlainJSON) -> [Element]? {
        // Bytes are text in JSON.
        guard Element.self != UInt8.self else { return nil }
        var elements: [Element] = []
        json.beginArray()
        while json.hasElement() {
            guard let element = Element.gedisRead(&json) else { return nil }
            elements.append(element)
            json.endElement()
        }
        return json.hasFailed ? nil : elements
    }
}

extension Set: PlainValue where Element: PlainValue {
    /// Reads a list.
    @inlinable
    public static func gedisRead(_ json: inout PlainJSON) -> Set? { [Element].gedisRead(&json).map { Set($0) } }
}

extension Dictionary: PlainValue where Key == String, Value: PlainValue {
    /// Reads an object.
    @inlinable
    public static func gedisRead(_ json: inout PlainJSON) -> [String: Value]? {
        var values: [String: Value] = [:]
        json.beginObject()
        while let name = json.anyName() {
            guard let value = Value.gedisRead(&json), case .none = values.updateValue(value, forKey: name) else {
                return nil
            }
            json.endMember()
        }
        return json.hasFailed ? nil : values
    }
}
