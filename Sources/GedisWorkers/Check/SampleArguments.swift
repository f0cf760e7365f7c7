import GedisKit

/// Arguments that a manifest's schemas take.
struct SampleArguments {
    let types: [TypeDescription]

    /// Makes a call's message.
    ///
    /// - Parameters:
    ///   - number: the call's number
    ///   - index: the command's place in the manifest
    ///   - command: the command; nil where the manifest has none at the place
    /// - Returns: the message.
    func call(_ number: Int, of index: Int, _ command: WorkerManifest.Command?) -> [UInt8] {
        let parameters = command?.parameters.filter { $0.presence == .required || $0.isVariadic } ?? []
        var message = MarshalWriter()
        message.list(count: 5)
        message.integer(WorkerProtocol.Request.call.rawValue)
        message.integer(number)
        message.integer(index)
        message.list(count: parameters.count)
        for parameter in parameters { message.value(value(of: parameter.schema)) }
        guard let command, command.takesRequest || command.takesCaller else {
            message.none()
            return message.bytes
        }
        message.list(count: 2)
        message.value(command.takesRequest ? .array([.bulk(Array("check.\(command.name)".utf8))]) : .null)
        let caller: [Value] = [
            .simple("default"), .simple("127.0.0.1:1"), .integer(1), .simple(""), .null, .simple("resp"),
        ]
        message.value(command.takesCaller ? .array(caller) : .null)
        return message.bytes
    }

    /// A value that a schema takes.
    private func value(of schema: Schema, depth: Int = 0) -> Value {
        guard depth < 8 else { return .null }
        switch schema {
        case .any: return .simple("text")
        case .boolean: return .boolean(true)
        case .integer(let minimum, let maximum): return .integer(min(max(1, minimum ?? 1), maximum ?? 1))
        case .number: return .double(1.5)
        case .string(let format): return .simple(Self.texts[format ?? ""] ?? "1")
        case .bytes: return .bulk([0, 0xFF])
        case .list(let element, _): return .array([value(of: element, depth: depth + 1)])
        case .map(let element): return .map([.init(.simple("key"), value(of: element, depth: depth + 1))])
        case .optional(let inner): return value(of: inner, depth: depth + 1)
        case .reference(let name):
            switch types.first(where: { $0.name == name })?.shape {
            case .choice(let choices)?:
                switch choices.first {
                case .text(let text)?: return .simple(text)
                case .integer(let number)?: return .integer(number)
                case nil: return .null
                }
            case .record(let fields)?:
                return .map(fields.map { .init(.simple($0.name), value(of: $0.schema, depth: depth + 1)) })
            case nil: return .null
            }
        }
    }

    private static let texts = [
        "": "text", "date-time": "2026-01-31T12:00:00Z", "date": "2026-01-31",
        "uuid": "123e4567-e89b-42d3-a456-426614174000", "uri": "https://example.org/", "decimal": "1.5",
    ]
}
