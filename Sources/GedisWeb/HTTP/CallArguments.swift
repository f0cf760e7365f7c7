import GedisJSON
import GedisKit
import GedisRESP
import NIOHTTP1

/// A call's arguments from a request's body: a JSON array in the parameters' order, or an object by their names.
///
/// A parameter that takes lists or objects is given their JSON text, which is its argument in RESP too.
struct CallArguments {
    /// How deep values may lie in one another: beside the arguments there may be the lists that they are in.
    private static let deepest = RecordLimits.deepest + 2

    /// The arguments as commands take them.
    let parts: [[UInt8]]

    /// Reads a body; an empty one has no arguments.
    ///
    /// - Parameters:
    ///   - body: the JSON text
    ///   - parameters: what the command takes
    ///   - limits: how many they may be
    /// - Throws: `HTTPError` that says what is wrong.
    init(_ body: [UInt8], for parameters: [Parameter], limits: RequestLimits) throws(HTTPError) {
        guard !body.isEmpty else {
            parts = []
            return
        }
        let parts = body.withUnsafeBytes { body in
            Result { () throws(HTTPError) in try Self.read(body, parameters, limits) }
        }
        self.parts = try parts.get()
    }

    private static func read(
        _ body: UnsafeRawBufferPointer, _ parameters: [Parameter], _ limits: RequestLimits
    ) throws(HTTPError) -> [[UInt8]] {
        let json: JSONText
        do throws(JSONText.Failure) {
            json = try JSONText(reading: body, deepest: deepest, mostValues: RecordLimits.mostValues)
        } catch {
            throw error.isOverLimit ? .tooManyValues : HTTPError(.badRequest, "the body is no JSON: \(error)")
        }
        guard json[JSONText.root].count < limits.maxArguments else { throw .tooManyArguments }
        let values: [Int?]
        switch json[JSONText.root].kind {
        case .array: values = json.elements(of: JSONText.root)
        case .object: values = try ordered(json, parameters)
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
            guard let value, let part = bytes(of: value, json, takesLists: takesLists) else {
                let name = parameter.map { " '\($0.name)'" } ?? ""
                throw HTTPError(
                    .badRequest,
                    "argument \(index + 1)\(name) must "
                        + (takesLists
                            ? "not be null or half a character"
                            : #"be a string, a number, true or false, or bytes as {"bytes": "\xff"}"#))
            }
            parts.append(part)
        }
        return parts
    }

    /// The values of an object in the parameters' order, nil where there is none.
    private static func ordered(_ json: JSONText, _ parameters: [Parameter]) throws(HTTPError) -> [Int?] {
        let members = json.members(of: JSONText.root)
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

    private static func bytes(of index: Int, _ json: JSONText, takesLists: Bool) -> [UInt8]? {
        switch json[index].kind {
        case .null: return nil
        case .no, .yes, .number: return [UInt8](json.bytes(of: index))
        case .array where takesLists, .object where takesLists: return [UInt8](json.bytes(of: index))
        case .array: return nil
        case .object:
            // Bytes as a reply shows them.
            guard let member = json.members(of: index).first, member.name == "bytes", json[index].count == 1,
                json[member.value].kind == .string, case .text(let text) = json.string(member.value)
            else { return nil }
            return EscapedBytes.bytes(of: text)
        case .string:
            guard case .text(let text) = json.string(index) else { return nil }
            return Array(text.utf8)
        }
    }
}

extension JSONText {
    /// The elements of an array.
    fileprivate func elements(of list: Int) -> [Int?] {
        var elements: [Int?] = []
        var child = list + 1
        while child < after(list) {
            elements.append(child)
            child = after(child)
        }
        return elements
    }

    /// The members of an object.
    fileprivate func members(of object: Int) -> [(name: String, value: Int)] {
        var members: [(name: String, value: Int)] = []
        var child = object + 1
        while child < after(object) {
            members.append((text(child), child + 1))
            child = after(child + 1)
        }
        return members
    }
}

extension HTTPError {
    fileprivate static var tooManyArguments: HTTPError {
        HTTPError(.badRequest, "more arguments than the server's max_arguments")
    }

    fileprivate static var tooManyValues: HTTPError {
        HTTPError(.badRequest, "more than \(RecordLimits.mostValues) values in the body")
    }
}
