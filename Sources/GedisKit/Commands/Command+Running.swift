extension Command {
    /// Runs the command for code that has no connection, where that code runs.
    ///
    /// - Parameters:
    ///   - name: the command's full name
    ///   - arguments: what it is given, as many as it takes
    ///   - caller: who calls
    ///   - version: the protocol version that the reply is written in
    /// - Returns: the reply, as RESP.
    /// - Throws: what the command throws, and `ArgumentError`.
    package nonisolated(nonsending) func run(
        _ name: String, _ arguments: [[UInt8]], by caller: Caller, version: ReplyWriter.Version = .resp3
    ) async throws -> [UInt8] {
        let calls = Calls()
        calls.keep([Array(name.utf8)] + arguments)
        calls.reply.version = version
        switch handler {
        case .synchronous(let body): try body(calls.arguments, &calls.reply)
        case .synchronousForCaller(let body): try body(calls.arguments, &calls.reply, caller)
        case .asynchronous(let answer):
            let source = SingleCall(by: caller)
            calls.begin(from: source, version)
            try await answer(calls)
            withExtendedLifetime(source) {}
        }
        return calls.reply.withBytes { [UInt8]($0) }
    }
}

/// Hands a handler one call alone.
package final class SingleCall: CallSource, Sendable {
    package let caller: Caller

    package init(by caller: Caller) { self.caller = caller }

    package var isHere: Bool { true }

    package func nextCall() -> Bool { false }
}
