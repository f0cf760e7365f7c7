import GedisCore
import GedisJSON
import GedisKit
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
