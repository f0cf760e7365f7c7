import GedisCore
import GedisJSON
import GedisKit
import GedisSettings
import NIOHTTP1

/// Answers several calls of one request, each by itself, in their order.
struct BatchAnswer: CallAnswer {
    /// The most calls of a request.
    static let mostCalls = 1000

    /// What becomes of a call.
    private enum Slot {
        /// Its command replies.
        case called(CommandEntry)
        /// It is not made.
        case refused(CommandError)
    }

    private let slots: [Slot]
    private let form: BytesForm
    /// The most bytes of an answer.
    private let mostBytes: Int
    private var writer = JSONWriter()
    /// How many slots have been written.
    private var count = 0

    private init(_ slots: [Slot], _ form: BytesForm, mostBytes: Int) {
        self.slots = slots
        self.form = form
        self.mostBytes = mostBytes
        writer.raw("[")
    }

    /// Reads a body, an array of calls such as `{"command": "calc.sum", "arguments": [40, 2]}`.
    ///
    /// - Parameters:
    ///   - body: the body
    ///   - form: what bytes are in it, and in the answer
    ///   - site: what there is to call
    /// - Returns: the calls that are to be made, or the answer where there is none.
    /// - Throws: `HTTPError` where it is no such array.
    static func plan(
        _ body: UnsafeRawBufferPointer, _ form: CallForm, for site: Site
    ) throws(HTTPError) -> BodyOutcome {
        let worker = site.connection.worker
        let requests = CallRequests(worker.requestLimits)
        let bytes: BytesForm = if case .json(let form) = form.arguments { form } else { .escaped }
        let slots = try JSONText.reading(body: body) { json throws(HTTPError) in
            guard json[JSONText.root].kind == .array else {
                throw HTTPError(
                    .badRequest, #"the body must be an array of calls, such as {"command": "…", "arguments": […]}"#)
            }
            guard json[JSONText.root].count <= mostCalls else {
                throw HTTPError(.badRequest, "more than \(mostCalls) calls in the body")
            }
            var slots: [Slot] = []
            for place in json.elements(of: JSONText.root) {
                do throws(HTTPError) {
                    slots.append(.called(try add(to: requests, json, place, bytes, site)))
                } catch {
                    slots.append(.refused(error.error))
                }
            }
            return slots
        }
        let reply: BytesForm = if case .json(let form) = form.reply { form } else { .escaped }
        var answer = BatchAnswer(slots, reply, mostBytes: worker.limits.outputLimit)
        answer.writeRefused()
        if answer.count == slots.count { return .response(answer.response) }
        return .calls(requests, answer)
    }

    /// Adds the call that an element of the array asks for.
    private static func add(
        to requests: CallRequests, _ json: JSONText, _ place: Int, _ bytes: BytesForm, _ site: Site
    ) throws(HTTPError) -> CommandEntry {
        guard json[place].kind == .object, let name = json.member("command", of: place).flatMap(json.wholeText) else {
            throw HTTPError(.badRequest, #"a call must be an object such as {"command": "…", "arguments": […]}"#)
        }
        if let other = json.members(of: place).map(\.name).first(where: { $0 != "command" && $0 != "arguments" }) {
            throw HTTPError(.badRequest, "a call has no member '\(other.prefix(128))': there are command, arguments")
        }
        let entry = try site.command(name)
        guard let arguments = json.member("arguments", of: place), json[arguments].kind != .null else {
            try requests.add(entry, [])
            return entry
        }
        guard [.array, .object].contains(json[arguments].kind) else {
            throw HTTPError(.badRequest, "the arguments must be an array, or an object by the parameters' names")
        }
        try requests.add(entry, json, at: arguments, bytes)
        return entry
    }

    mutating func take(_ reply: Value, from connection: Connection?) -> HTTPResponse? {
        guard case .called(let entry) = slots[count] else { return nil }
        let reply = reply.withoutAttributes
        if case .error(let error) = reply {
            write(error)
        } else if writer.bytes.count > mostBytes {
            write(CommandError("the answers before it are larger together than output_limit: the call was made"))
        } else {
            separate()
            writer.raw(#"{"result":"#)
            switch form {
            case .escaped: writer.write(reply, errors: .parts)
            case .base64: writer.write(reply, as: entry.command.result ?? .any, of: entry.types)
            }
            writer.raw("}")
        }
        writeRefused()
        return count == slots.count ? response : nil
    }

    /// Writes the calls that are not made, up to the next one that is.
    private mutating func writeRefused() {
        while count < slots.count, case .refused(let error) = slots[count] { write(error) }
    }

    private mutating func write(_ error: CommandError) {
        separate()
        writer.write(.error(error), errors: .parts, strings: .text)
    }

    /// Begins the next slot.
    private mutating func separate() {
        if count > 0 { writer.raw(",") }
        count += 1
    }

    private var response: HTTPResponse { HTTPResponse(json: writer.bytes + [UInt8(ascii: "]")], form) }
}
