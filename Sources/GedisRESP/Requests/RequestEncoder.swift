package import GedisKit

/// Writes requests: arrays of bulk strings, the same bytes in RESP2 and RESP3.
package enum RequestEncoder {
    /// Appends a request, the command's name first, then its arguments.
    ///
    /// - Parameters:
    ///   - request: its byte strings; at least one, because nothing answers an empty request
    ///   - writer: what it is written to
    package static func encode(_ request: [[UInt8]], into writer: inout ReplyWriter) {
        precondition(!request.isEmpty, "an empty request is never answered")
        writer.array(count: request.count)
        for part in request { writer.bulk(part) }
    }
}
