import GedisJSON
import GedisKit
import GedisRESP
import NIOHTTP1

/// A call's arguments from a request's body: a JSON array in the parameters' order, or an object by their names.
struct CallArguments {
    /// How deep values may lie in one another; a call's lie three deep.
    private static let deepest = 16

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
        let value: Value
        do throws(JSONScanner.Failure) {
            // Beside the arguments there may be the lists that they are in.
            value =
                body.isEmpty ? [] : try Value(json: body, deepest: Self.deepest, mostValues: limits.maxArguments + 1)
        } catch {
            throw error.isOverLimit ? .tooManyArguments : HTTPError(.badRequest, "the body is no JSON: \(error)")
        }
        let values: [Value]
        switch value {
        case .array(let elements): values = elements
        case .map(let entries): values = try Self.ordered(entries, parameters)
        default: throw HTTPError(.badRequest, "the body must be a JSON array of arguments, or an object by their names")
        }
        // What is null at the end is left out.
        let given = values.lastIndex { $0 != .null }.map { values[...$0] } ?? []
        var parts: [[UInt8]] = []
        for (index, value) in given.enumerated() {
            guard let part = Self.bytes(of: value) else {
                let name = parameters.isEmpty ? "" : " '\(parameters[Swift.min(index, parameters.count - 1)].name)'"
                throw HTTPError(
                    .badRequest, "argument \(index + 1)\(name) must be a string, a number, true or false")
            }
            parts.append(part)
        }
        guard parts.count < limits.maxArguments else { throw .tooManyArguments }
        self.parts = parts
    }

    /// The values of an object in the parameters' order, null where there is none.
    private static func ordered(_ entries: [Value.Entry], _ parameters: [Parameter]) throws(HTTPError) -> [Value] {
        for entry in entries where !parameters.contains(where: { $0.name == entry.key.text }) {
            let names = parameters.map(\.name).joined(separator: ", ")
            throw HTTPError(
                .badRequest,
                "there is no parameter '\(entry.key.text ?? "")': "
                    + (names.isEmpty ? "the command takes none" : "there are \(names)"))
        }
        var values: [Value] = []
        for parameter in parameters {
            let value = entries.last { $0.key.text == parameter.name }?.value ?? .null
            if parameter.isRequired, value == .null {
                throw HTTPError(.badRequest, "the parameter '\(parameter.name)' is missing")
            }
            if parameter.isVariadic, case .array(let more) = value {
                values += more
            } else {
                values.append(value)
            }
        }
        return values
    }

    private static func bytes(of value: Value) -> [UInt8]? {
        switch value {
        case .bulk(let bytes): bytes
        case .bigNumber(let digits): Array(digits.utf8)
        case .boolean(let truth): Array((truth ? "true" : "false").utf8)
        default: nil
        }
    }
}

extension HTTPError {
    fileprivate static var tooManyArguments: HTTPError {
        HTTPError(.badRequest, "more arguments than the server's max_arguments")
    }
}
