import GedisCore
import GedisJSON
import GedisKit
import NIOHTTP1

/// Why an HTTP request is refused.
struct HTTPError: Error {
    let status: HTTPResponseStatus
    /// What is said of it, as a command's error.
    let error: CommandError
    /// What the client needs to know besides.
    var headers: HTTPHeaders = [:]

    init(_ status: HTTPResponseStatus, _ error: CommandError, headers: HTTPHeaders = [:]) {
        self.status = status
        self.error = error
        self.headers = headers
    }

    init(_ status: HTTPResponseStatus, _ message: String, headers: HTTPHeaders = [:]) {
        self.init(status, CommandError(message), headers: headers)
    }

    /// What a call replied.
    ///
    /// - Parameters:
    ///   - error: the reply
    ///   - isOfArguments: whether it says that the arguments were wrong
    init(reply error: CommandError, isOfArguments: Bool) {
        let status: HTTPResponseStatus =
            switch error.code {
            case "NOAUTH": .unauthorized
            case "NOPERM": .forbidden
            case "BACKEND", "LOADING": .serviceUnavailable
            case "TIMEOUT": .gatewayTimeout
            case "THROTTLED": .tooManyRequests
            default: isOfArguments ? .badRequest : .internalServerError
            }
        self.init(status, error)
        if let milliseconds = error.retryMilliseconds { headers = ["Retry-After": "\(milliseconds / 1000 + 1)"] }
    }
}

/// What is answered to an HTTP request.
struct HTTPResponse {
    var status = HTTPResponseStatus.ok
    var headers: HTTPHeaders
    var body: [UInt8]

    /// Answers what a command replied.
    init(reply: Value) { self.init(reply, .bytes) }

    /// Answers what a command replied, with bytes as base64.
    init(reply: Value, of entry: CommandEntry) {
        var writer = JSONWriter()
        writer.write(reply, as: entry.command.result ?? .any, of: entry.types)
        self.init(json: writer.bytes, .base64)
    }

    /// Answers bytes as they are.
    init(octets: [UInt8]) {
        headers = ["Content-Type": MediaType.octets, "Cache-Control": "no-store"]
        body = octets
    }

    /// Answers JSON that is written already.
    init(status: HTTPResponseStatus = .ok, json: [UInt8], _ form: BytesForm = .escaped) {
        self.status = status
        headers = form == .base64 ? Self.headersOfBase64 : Self.headersOfJSON
        body = json
    }

    private static let headersOfJSON: HTTPHeaders = ["Content-Type": MediaType.json, "Cache-Control": "no-store"]
    private static let headersOfBase64: HTTPHeaders = [
        "Content-Type": "\(MediaType.json); bytes=base64", "Cache-Control": "no-store",
    ]

    /// Answers what the server composes.
    init(document: Value) { self.init(document, .text) }

    private init(_ value: Value, _ strings: JSONWriter.Strings) {
        var writer = JSONWriter()
        writer.write(value, errors: .parts, strings: strings)
        self.init(json: writer.bytes)
    }

    /// Answers whoever watches a server.
    init(_ check: HealthCheck, of server: ServerCore) {
        let (status, text) = check.answer(of: server)
        self.status = status
        headers = ["Content-Type": "text/plain", "Cache-Control": "no-store"]
        body = Array(text.utf8)
    }

    /// Answers why a request is refused.
    init(_ error: HTTPError) {
        self.init(document: .error(error.error))
        status = error.status
        headers.add(contentsOf: error.headers)
    }

    /// Answers anything.
    init(status: HTTPResponseStatus = .ok, headers: HTTPHeaders, body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
