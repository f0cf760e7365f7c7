import GedisJSON
import GedisKit
import GedisRESP
import NIOHTTP1

/// A call's arguments from a request's body: a JSON array in the parameters' order, or an object by their names.
///
/// A parameter that takes lists or objects is given their JSON text, which is its argument in RESP too.
struct CallArguments {
    /// The arguments as commands take them.
    let parts: [[UInt8]]

    /// None.
    init() { parts = [] }

    /// One, which is a request's whole body.
    init(_ body: [UInt8]) { parts = [body] }

    /// Reads a body; an empty one has no arguments.
    ///
    /// - Parameters:
    ///   - body: the JSON text
    ///   - parameters: what the command takes
    ///   - limits: how many they may be
    ///   - bytes: what bytes are
    /// - Throws: `HTTPError` that says what is wrong.
    init(
        _ body: [UInt8], for parameters: [Parameter], limits: RequestLimits, bytes: BytesForm
    ) throws(HTTPError) {
        guard !body.isEmpty else {
            parts = []
            return
        }
        self = try JSONText.reading(body: body) { json throws(HTTPError) in
            try CallArguments(json, at: JSONText.root, for: parameters, limits: limits, bytes: bytes)
        }
    }

    /// Reads arguments that are a part of a text.
    ///
    /// - Parameters:
    ///   - json: the text
    ///   - place: the array or object
    ///   - parameters: what the command takes
    ///   - limits: how many they may be
    ///   - form: what bytes are
    /// - Throws: `HTTPError` that says what is wrong.
    init(
        _ json: JSONText, at place: Int, for parameters: [Parameter], limits: RequestLimits, bytes form: BytesForm
    ) throws(HTTPError) {
        guard json[place].count < limits.maxArguments else { throw .tooManyArguments }
        let values: [Int?]
        switch json[place].kind {
        case .array: values = json.elements(of: place)
        case .object: values = try Self.ordered(json, place, parameters)
        default: throw HTTPError(.badRequest, "the body must be a JSON array of arguments, or an object by their names")
        }
        // What is null at the end is left out.
        let last = values.lastIndex { $0.map { json[$0].kind != .null } ?? false }
        let given = last.map { values[...$0] } ?? []
        guard given.count < limits.maxArguments else { throw .tooManyArguments }
        var parts: [[UInt8]] = []
        for (index, value) in given.enumerated() {
            let parameter = parameters.isEmpty ? nil : parameters[Swift.min(index, parameters.count - 1)]
            let takesLists = parameter.map { !$0.schema.isScalar } ?? false
            if let part = Self.default(in: json, value, parameter) {
                parts.append(part)
                continue
            }
            let isBase64 = form == .base64 && parameter?.schema == .bytes
            guard let value,
                let part = isBase64 ? Self.base64(of: value, json) : Self.bytes(of: value, json, takesLists: takesLists)
            else {
                let name = parameter.map { " '\($0.name)'" } ?? ""
                let expected =
                    value == nil
                    ? "be given where one behind it is"
                    : takesLists
                        ? "not be null or half a character"
                        : isBase64
                            ? "be a string of base64"
                            : #"be a string, a number, true or false, or bytes as {"bytes": "\xff"}"#
                throw HTTPError(.badRequest, "argument \(index + 1)\(name) must \(expected)")
            }
            parts.append(part)
        }
        self.parts = parts
    }

    /// The values of an object in the parameters' order, nil where there is none.
    private static func ordered(
        _ json: JSONText, _ place: Int, _ parameters: [Parameter]
    ) throws(HTTPError) -> [Int?] {
        let members = json.members(of: place)
        for member in members where !parameters.contains(where: { $0.name == member.name }) {
            let names = parameters.map(\.name).joined(separator: ", ")
            throw HTTPError(
                .badRequest,
                "there is no parameter '\(member.name)': "
                    + (names.isEmpty ? "the command takes none" : "there are \(names)"))
        }
        var values: [Int?] = []
        for parameter in parameters {
            let value = members.last { $0.name == parameter.name }?.value
            if parameter.isRequired, value.map({ json[$0].kind == .null }) ?? true {
                throw HTTPError(.badRequest, "the parameter '\(parameter.name)' is missing")
            }
            if parameter.isVariadic, let value, json[value].kind == .array {
                values += json.elements(of: value)
            } else {
                values.append(value)
            }
        }
        return values
    }

    /// What stands in for an argument that is left out before another one; nil where it is not, or nothing does.
    private static func `default`(in json: JSONText, _ value: Int?, _ parameter: Parameter?) -> [UInt8]? {
        guard value.map({ json[$0].kind == .null }) ?? true, let literal = parameter?.defaultLiteral else { return nil }
        if case .bulk(let bytes) = literal { return bytes }
        var writer = JSONWriter()
        writer.write(literal, errors: .parts)
        return writer.bytes
    }

    private static func bytes(of index: Int, _ json: JSONText, takesLists: Bool) -> [UInt8]? {
        switch json[index].kind {
        case .null: return nil
        case .no, .yes, .number: return [UInt8](json.bytes(of: index))
        case .array where takesLists, .object where takesLists: return [UInt8](json.bytes(of: index))
        case .array: return nil
        case .object:
            guard let member = json.members(of: index).first, json[index].count == 1,
                let text = json.wholeText(member.value)
            else { return nil }
            return switch member.name {
            // Bytes as a reply shows them.
            case "bytes": EscapedBytes.bytes(of: text)
            case "base64": Base64.decode(text)
            default: nil
            }
        case .string: return json.wholeText(index).map { Array($0.utf8) }
        }
    }

    private static func base64(of index: Int, _ json: JSONText) -> [UInt8]? {
        json.wholeText(index).flatMap { Base64.decode($0) }
    }
}

extension HTTPError {
    fileprivate static var tooManyArguments: HTTPError {
        HTTPError(.badRequest, "more arguments than the server's max_arguments")
    }
}
