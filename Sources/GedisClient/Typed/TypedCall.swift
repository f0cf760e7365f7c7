internal import GedisJSON
public import GedisKit

/// A command with arguments of Swift's types, as modules that `gedis client generate` writes make it.
///
/// Text, numbers, truth values, enums' raw values, bytes (`[UInt8]`, `Data`), `Date`, `Decimal`, `UUID` and `URL` are sent as
/// they are, all else as JSON. Arguments are told apart by their places: where one is left out, none may follow.
public struct TypedCall: Sendable {
    /// The command's name and its arguments, as `Client.pipeline(_:)` sends them.
    public private(set) var words: [[UInt8]]

    private let command: String
    private var leftOut: String?

    /// A call of a command without arguments.
    public init(_ command: String) {
        self.command = command
        words = [Array(command.utf8)]
    }

    /// Adds an argument.
    ///
    /// - Parameters:
    ///   - name: its name, for error messages
    ///   - value: its value
    /// - Throws: `ArgumentLeftOut` behind one that was left out, and `EncodingError` where the value is none that JSON has.
    public mutating func add(_ name: String, _ value: some Encodable) throws {
        if let leftOut { throw ArgumentLeftOut(command: command, argument: name, leftOut: leftOut) }
        words.append(try Self.word(value))
    }

    /// Adds an argument that may be left out.
    ///
    /// - Throws: what `add(_:_:)` throws.
    public mutating func addOptional(_ name: String, _ value: (some Encodable)?) throws {
        if let value { try add(name, value) } else { leftOut = leftOut ?? name }
    }

    /// Adds an argument that has a default, which is not sent behind one that was left out.
    ///
    /// - Throws: what `add(_:_:)` throws.
    public mutating func addOptional<T: Encodable & Equatable>(_ name: String, _ value: T, default other: T) throws {
        if leftOut == nil || value != other { try add(name, value) }
    }

    /// Adds arguments of one name, maybe none.
    ///
    /// - Throws: what `add(_:_:)` throws.
    public mutating func addAll(_ name: String, _ values: [some Encodable]) throws {
        for value in values { try add(name, value) }
    }

    /// Reads the reply of this call.
    ///
    /// - Parameters:
    ///   - reply: what the server replied
    ///   - type: the type to read it as
    /// - Returns: the value.
    /// - Throws: `CommandError` for an error reply, and `ReplyMismatch` where it is no value of the type.
    public func read<Result: Decodable>(_ reply: Value, as type: Result.Type) throws -> Result {
        if case .error(let error) = reply.withoutAttributes { throw error }
        do {
            return try TypedDecoder(reply).decode(type)
        } catch let error as DecodingError {
            throw ReplyMismatch(command: command, error)
        }
    }

    private static func word<T: Encodable>(_ argument: T) throws -> [UInt8] {
        if let value = argument as? Value { return try word(value) }
        if let bytes = TypedEncoder.bytes(of: argument) { return bytes }
        let value = try TypedEncoder.value(of: argument)
        // What may be missing is JSON, so that null is no text.
        if T.self is any ExpressibleByNilLiteral.Type { return json(value) }
        switch value {
        case .bulk(let text): return text
        case .double(let number): return Array(number.description.utf8)
        default: return json(value)
        }
    }

    /// What any value of a reply's shape is as an argument.
    private static func word(_ value: Value) throws -> [UInt8] {
        switch value.withoutAttributes {
        case .bulk(let bytes): return bytes
        case .simple(let text), .verbatim(let text, _): return Array(text.utf8)
        case let value: return json(try TypedEncoder.value(of: value))
        }
    }

    private static func json(_ value: Value) -> [UInt8] {
        var writer = JSONWriter()
        writer.write(value, errors: .parts, strings: .text)
        return writer.bytes
    }
}

/// An argument was given behind one that was left out.
public struct ArgumentLeftOut: Error, Hashable, Sendable, CustomStringConvertible {
    /// The command.
    public let command: String
    /// The argument that was given.
    public let argument: String
    /// The argument before it that was not.
    public let leftOut: String

    /// Which argument needs which other.
    public var description: String { "\(command): '\(argument)' can only be given with '\(leftOut)'" }
}
