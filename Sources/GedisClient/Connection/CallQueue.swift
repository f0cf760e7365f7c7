internal import GedisKit
internal import GedisRESP
internal import NIOCore

/// The core of a connection, without I/O: takes calls and the bytes that arrive, and answers the calls in their order.
struct CallQueue {
    private struct Waiting {
        var call: Exchange
        let deadline: NIODeadline?
    }

    private var parser = ReplyParser()
    private var first: Waiting?
    private var later = CircularBuffer<Waiting>()

    /// Whether replies that no call waits for are messages of their own.
    var isStreaming = false

    /// Why bytes are no answer to the calls.
    struct Violation: Error, CustomStringConvertible {
        let description: String
    }

    /// When the first call has to be answered. As all calls of a connection wait equally long, no other is due earlier.
    var deadline: NIODeadline? { first?.deadline }

    /// Lines up a call whose requests are being sent.
    mutating func add(_ call: Exchange, deadline: NIODeadline?) {
        let waiting = Waiting(call: call, deadline: deadline)
        if first == nil { first = waiting } else { later.append(waiting) }
    }

    /// Takes bytes that arrived and settles the calls that they answer.
    ///
    /// - Parameters:
    ///   - bytes: what arrived
    ///   - push: called with each message that answers no call
    /// - Throws: `Violation` for bytes that are no RESP, or a reply that no call waits for.
    mutating func receive(_ bytes: UnsafeRawBufferPointer, push: (Value) -> Void) throws(Violation) {
        parser.append(bytes)
        while let value = try next() {
            if case .push = value {
                if first?.call.take(push: value) == true { first = later.popFirst() }
                push(value)
            } else if first == nil {
                guard isStreaming else {
                    throw Violation(description: "a reply to no request: \(Self.brief(value))")
                }
                push(value)
            } else if first?.call.take(value) == true {
                first = later.popFirst()
            }
        }
    }

    /// A reply in an error message: servers that turn a connection away say so in an error reply.
    private static func brief(_ value: Value) -> String {
        if case .error(let error) = value { return error.description }
        return String("\(value)".prefix(64))
    }

    private mutating func next() throws(Violation) -> Value? {
        do throws(ReplyParser.Failure) {
            return try parser.next()
        } catch {
            throw Violation(description: "bytes that are no reply: \(error)")
        }
    }

    /// Fails the first call with one error and those behind it with another.
    mutating func fail(first firstError: ClientError, others: ClientError) {
        first?.call.replies.settle(.failure(firstError))
        for waiting in later { waiting.call.replies.settle(.failure(others)) }
        first = nil
        later.removeAll()
    }
}
