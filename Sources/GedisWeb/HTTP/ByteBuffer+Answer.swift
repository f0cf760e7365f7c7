import NIOCore
import NIOHTTP1

// Answers as HTTP/1 has them.

extension ByteBuffer {
    /// Writes an answer whose body is known, without the body where the request is for the head alone.
    ///
    /// - Parameters:
    ///   - response: the answer
    ///   - request: what is answered
    ///   - isLast: whether the connection ends with it
    mutating func writeAnswer(_ response: HTTPResponse, to request: HTTPRequestHead, isLast: Bool) {
        writeStatus(response.status, request.version)
        write(response.headers)
        writeStaticString("X-Content-Type-Options: nosniff\r\n")
        if response.status.mayHaveResponseBody {
            writeStaticString("Content-Length: ")
            writeString(String(response.body.count))
            writeStaticString("\r\n")
        }
        if isLast { writeStaticString("Connection: close\r\n") }
        writeStaticString("\r\n")
        if request.method != .HEAD, response.status.mayHaveResponseBody { writeBytes(response.body) }
    }

    /// Writes the head of an answer.
    mutating func writeHead(_ status: HTTPResponseStatus, _ headers: HTTPHeaders, version: HTTPVersion) {
        writeStatus(status, version)
        write(headers)
        writeStaticString("\r\n")
    }

    private mutating func writeStatus(_ status: HTTPResponseStatus, _ version: HTTPVersion) {
        switch (status, version) {
        case (.ok, .http1_1): writeStaticString("HTTP/1.1 200 OK\r\n")
        default: writeString("HTTP/\(version.major).\(version.minor) \(status.code) \(status.reasonPhrase)\r\n")
        }
    }

    private mutating func write(_ headers: HTTPHeaders) {
        for (name, value) in headers {
            writeString(name)
            writeStaticString(": ")
            writeString(value)
            writeStaticString("\r\n")
        }
    }
}
