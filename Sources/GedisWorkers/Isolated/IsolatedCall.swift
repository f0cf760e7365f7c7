import GedisKit

/// How a call and its reply are written for a compiled namespace: the parts of the request as they are, and RESP.
///
/// Of a call that is a list of the request's parts, its name first, and a list of the version of RESP and the caller. Of a
/// reply it is bytes, or of an argument that does not fit a list of its place, parameter, path and problem.
enum IsolatedCall {
    /// The two values of a call.
    ///
    /// - Parameters:
    ///   - arguments: the request
    ///   - version: the protocol version of the reply
    ///   - caller: who calls; nil where the command does not ask for it
    /// - Returns: the values, in `marshal`.
    static func message(
        _ arguments: borrowing Arguments, _ version: ReplyWriter.Version, _ caller: Caller?
    ) -> [UInt8] {
        var message = MarshalWriter(reserving: 64)
        message.request(arguments)
        message.list(count: 2)
        message.integer(version.rawValue)
        guard let caller else {
            message.none()
            return message.bytes
        }
        message.list(count: 8)
        message.fields(of: caller)
        if let deadline = caller.deadline {
            message.double(ContinuousClock.now.duration(to: deadline) / .seconds(1))
        } else {
            message.none()
        }
        message.boolean(caller.commands != nil)
        return message.bytes
    }

    /// The two values of what is no command.
    static var message: [UInt8] {
        var message = MarshalWriter()
        message.list(count: 0)
        message.none()
        return message.bytes
    }

    /// Reads a reply.
    ///
    /// - Parameters:
    ///   - reader: what has it
    ///   - take: takes the reply as RESP
    /// - Throws: `ArgumentError` where that is the reply, `MarshalError` where it is none.
    static func read(_ reader: inout MarshalReader, _ take: (UnsafeRawBufferPointer) -> Void) throws {
        guard reader.pass(MarshalReader.Kind.bytes) else {
            guard try reader.list() == 4 else { throw reader.failure("a reply that is none") }
            throw ArgumentError(
                position: try reader.integer(), parameter: try reader.text(), path: try reader.text(),
                problem: try reader.text())
        }
        take(try reader.string())
    }
}

extension MarshalReader {
    /// Who calls, as a call's message has it; nil where it says nothing of it.
    ///
    /// - Parameter commands: runs further commands for it
    /// - Returns: the caller.
    /// - Throws: `MarshalError` where there is none.
    mutating func caller(commands: @autoclosure () -> any CommandRunner) throws -> Caller? {
        if pass(Kind.none) { return nil }
        guard try list() == 8 else { throw failure("a caller that is none") }
        var caller = Caller(
            user: try text(), address: try text(), connection: try integer(), connectionName: try text(),
            certificate: pass(Kind.none) ? nil : try text(), transport: Caller.Transport(named: try text()))
        if case .double(let seconds) = try value() { caller.deadline = ContinuousClock.now + .seconds(seconds) }
        if try value() == .boolean(true) { caller.commands = commands() }
        return caller
    }
}
