import GedisCore
import GedisJSON
import GedisKit
import GedisRESP
import NIOHTTP1

/// Calls as a client of RESP would send them.
final class CallRequests {
    private(set) var writer = ReplyWriter()
    private let limits: RequestLimits
    /// How many bytes the longest argument has of the call that is being added.
    private var longest = 0

    /// None yet.
    init(_ limits: RequestLimits) { self.limits = limits }

    /// Adds a call.
    ///
    /// - Throws: `HTTPError` where it is larger than a request may be.
    /// - Returns: how many arguments it has.
    @discardableResult
    func add(_ entry: CommandEntry, _ arguments: [UnsafeRawBufferPointer]) throws(HTTPError) -> Int {
        try add(entry, count: arguments.count) { () throws(HTTPError) in
            for argument in arguments { add(argument) }
        }
    }

    /// Adds a call whose arguments are a request's body, which has none where it is empty.
    ///
    /// - Throws: `HTTPError` that says what is wrong.
    /// - Returns: how many arguments it has.
    func add(_ entry: CommandEntry, body: UnsafeRawBufferPointer, _ bytes: BytesForm) throws(HTTPError) -> Int {
        guard !body.isEmpty else { return try add(entry, []) }
        return try JSONText.reading(body: body) { json throws(HTTPError) in
            try add(entry, json, at: JSONText.root, bytes)
        }
    }

    /// Adds a call whose arguments are a part of a JSON text: an array in the parameters' order, or an object by their names.
    ///
    /// - Parameters:
    ///   - entry: the command
    ///   - json: the text
    ///   - place: the array or object
    ///   - bytes: what bytes are
    /// - Throws: `HTTPError` that says what is wrong.
    /// - Returns: how many arguments it has.
    @discardableResult
    func add(
        _ entry: CommandEntry, _ json: JSONText, at place: Int, _ bytes: BytesForm
    ) throws(HTTPError) -> Int {
        let arguments = try CallArguments(json, at: place, of: entry.command, limits: limits, bytes: bytes)
        return try add(entry, count: arguments.count) { () throws(HTTPError) in try arguments.write(to: self) }
    }

    private func add(
        _ entry: CommandEntry, count: Int, _ write: () throws(HTTPError) -> Void
    ) throws(HTTPError) -> Int {
        let start = writer.count
        longest = 0
        writer.array(count: 1 + count)
        writer.string(entry.name)
        do throws(HTTPError) {
            try write()
            guard limits.allow(size: writer.count - start, longestArgument: longest) else {
                throw HTTPError(
                    .payloadTooLarge, "the arguments are larger together than the server's max_request_size")
            }
        } catch {
            writer.truncate(to: start)
            throw error
        }
        return count
    }

    /// Adds an argument to the call that is being added.
    func add(_ argument: UnsafeRawBufferPointer) {
        longest = Swift.max(longest, argument.count)
        writer.bulk(argument)
    }
}
