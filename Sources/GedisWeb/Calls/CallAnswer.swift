import GedisCore
import GedisJSON
import GedisKit
import GedisRESP
import NIOHTTP1

/// What makes an answer of the replies to a request's calls.
protocol CallAnswer {
    /// Takes a reply, in the calls' order.
    ///
    /// - Returns: the answer, once the last reply is there.
    mutating func take(_ reply: Value, from connection: Connection?) -> HTTPResponse?
}

/// What a request's body means.
enum BodyOutcome {
    /// The core is to be called.
    case calls(CallRequests, any CallAnswer)
    /// It is answered without a call.
    case response(HTTPResponse)
    /// The client is notified when it may call other tools than before.
    case tools(ToolStream)
}

/// Calls as a client of RESP would send them.
final class CallRequests {
    private(set) var writer = ReplyWriter()
    private let limits: RequestLimits

    /// None yet.
    init(_ limits: RequestLimits) { self.limits = limits }

    /// Adds a call.
    ///
    /// - Throws: `HTTPError` where it is larger than a request may be.
    func add(_ entry: CommandEntry, _ arguments: CallArguments) throws(HTTPError) {
        let start = writer.count
        RequestEncoder.encode([Array(entry.name.utf8)] + arguments.parts, into: &writer)
        let longest = arguments.parts.map(\.count).max() ?? 0
        guard limits.allow(size: writer.count - start, longestArgument: longest) else {
            writer.truncate(to: start)
            throw HTTPError(
                .payloadTooLarge, "the arguments are larger together than the server's max_request_size")
        }
    }
}

/// Answers a call with what its command returns.
struct SingleAnswer: CallAnswer {
    /// What is called.
    let entry: CommandEntry
    /// Whether it may have so many arguments.
    let isCountRight: Bool
    let form: CallForm.Body

    func take(_ reply: Value, from connection: Connection?) -> HTTPResponse? {
        let reply = reply.withoutAttributes
        if case .error(let error) = reply {
            let isOfArguments = !isCountRight || connection?.wrongArgument != nil
            return HTTPResponse(HTTPError(reply: error, isOfArguments: isOfArguments))
        }
        switch (form, reply) {
        case (.json(.escaped), _): return HTTPResponse(reply: reply)
        case (.json(.base64), _): return HTTPResponse(reply: reply, of: entry)
        case (.bytes, .bulk(let bytes)): return HTTPResponse(octets: bytes)
        case (.bytes, .null): return HTTPResponse(status: .noContent, headers: ["Cache-Control": "no-store"])
        case (.bytes, _): return HTTPResponse(reply: reply)
        }
    }
}
