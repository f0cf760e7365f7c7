import GedisJSON
import GedisKit
import GedisRESP
import NIOHTTP1

/// A call's arguments from a request's body: a JSON array in the parameters' order, or an object by their names.
///
/// A parameter that takes lists or objects is given their JSON text, which is its argument in RESP too.
struct CallArguments {
    private let json: JSONText
    /// Where in the text they are; nil for one that is left out before another one.
    private let values: ArraySlice<Int?>
    private let parameters: [Parameter]
    /// What bytes are.
    private let form: BytesForm

    /// How many there are.
    var count: Int { values.count }

    /// Finds arguments that are a part of a text.
    ///
    /// - Parameters:
    ///   - json: the text
    ///   - place: the array or object
    ///   - command: what is called
    ///   - limits: how many they may be
    ///   - form: what bytes are
    /// - Throws: `HTTPError` that says what is wrong.
    init(
        _ json: JSONText, at place: Int, of command: Command, limits: RequestLimits, bytes form: BytesForm
    ) throws(HTTPError) {
        guard json[place].count < limits.maxArguments else { throw .tooManyArguments }
        let values: [Int?]
        switch json[place].kind {
        case .array: values = Self.elements(of: place, json)
        case .object: values = try Self.ordered(json, place, command.parameters)
        default: throw HTTPError(.badRequest, "the body must be a JSON array of arguments, or an object by their names")
        }
        // What is null at the end is left out.
        let last = values.lastIndex { $0.map { json[$0].kind != .null } ?? false }
        let given = last.map { values[...$0] } ?? []
        guard given.count < limits.maxArguments else { throw .tooManyArguments }
        self.json = json
        self.values = given
        self.form = form
        parameters = command.parameters
    }

    /// Writes them.
    ///
    /// - Throws: `HTTPError` where one is none that the command could take.
    func write(to requests: CallRequests) throws(HTTPError) {
        for index in values.indices {
            let parameter = parameters.isEmpty ? nil : Swift.min(index, parameters.count - 1)
            guard write(values[index], parameter, to: requests) else { throw wrong(index, parameter) }
        }
    }

    /// Writes a value.
    ///
    /// - Returns: whether the parameter can take it.
    private func write(_ value: Int?, _ parameter: Int?, to requests: CallRequests) -> Bool {
        let isGiven = value.map { json[$0].kind != .null } ?? false
        if !isGiven, let parameter, let literal = Self.default(of: parameters[parameter]) {
            literal.withUnsafeBytes { requests.add($0) }
            return true
        }
        guard let value else { return false }
        let isBase64 = form == .base64 && parameter.map { parameters[$0].schema == .bytes } ?? false
        switch json[value].kind {
        case .no, .yes, .number:
            if isBase64 { return false }
            requests.add(json.bytes(of: value))
            return true
        default:
            let takesLists = parameter.map { !parameters[$0].schema.isScalar } ?? false
            let bytes =
                isBase64 ? Self.base64(of: value, json) : Self.bytes(of: value, json, takesLists: takesLists)
            guard let bytes else { return false }
            bytes.withUnsafeBytes { requests.add($0) }
            return true
        }
    }

    /// Says what an argument would have to be.
    private func wrong(_ index: Int, _ parameter: Int?) -> HTTPError {
        let name = parameter.map { " '\(parameters[$0].name)'" } ?? ""
        let expected =
            values[index] == nil
            ? "be given where one behind it is"
            : parameter.map { !parameters[$0].schema.isScalar } ?? false
                ? "not be null or half a character"
                : form == .base64 && parameter.map { parameters[$0].schema == .bytes } ?? false
                    ? "be a string of base64"
                    : #"be a string, a number, true or false, or bytes as {"bytes": "\xff"}"#
        return HTTPError(.badRequest, "argument \(index + 1)\(name) must \(expected)")
    }

    private static func elements(of list: Int, _ json: JSONText) -> [Int?] {
        var elements: [Int?] = []
        elements.reserveCapacity(Int(json[list].count))
        var child = list + 1
        while child < json.after(list) {
            elements.append(child)
            child = json.after(child)
        }
        return elements
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

    /// What stands in for an argument that is left out before another one; nil where nothing does.
    private static func `default`(of parameter: Parameter) -> [UInt8]? {
        guard let literal = parameter.defaultLiteral else { return nil }
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
