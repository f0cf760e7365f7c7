import GedisClient
import GedisKit

/// Carries out lines: requests to a server, and the shell's own commands.
package struct Shell: Sendable {
    let name: String
    let connection: ShellConnection
    let output: any ShellOutput

    enum Outcome: Sendable {
        case done, failed
        /// The session ends.
        case end
    }

    /// Carries out a request.
    ///
    /// - Throws: `ClientError` when there is no connection, and `CancellationError` when the task is cancelled.
    func run(_ request: RequestLine) async throws -> Outcome {
        switch request.name(at: 0) {
        case nil: return .done
        case "exit", "quit": return .end
        case "clear":
            if output.isInteractive { output.reply(Array("\u{1B}[H\u{1B}[2J".utf8)) }
            return .done
        case "help", "?":
            let topic = request.words.dropFirst().map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
            guard let text = ShellHelp(catalog: try await connection.catalog()).text(on: topic) else {
                output.complain("no help on '\(topic)': there is no such command or group of commands here")
                return .failed
            }
            output.reply(Array((text + "\n").utf8))
            return .done
        default:
            return request.isSubscription ? try await listen(request) : try await call(request)
        }
    }

    private func call(_ request: RequestLine) async throws -> Outcome {
        let reply = try await connection.send(request)
        // In RESP3 the end of a subscription is confirmed by a message, which was shown when it came.
        if case .push = reply { return .done }
        return show(reply)
    }

    /// Prints messages until the task is cancelled. They have a connection of their own, so that leaving them is closing it.
    private func listen(_ request: RequestLine) async throws -> Outcome {
        var client = try await connection.another()
        if connection.isInteractive { output.note("reading messages; Ctrl-C leaves") }
        while true {
            do {
                let outcome = try await messages(of: client, request)
                await client.close()
                return outcome
            } catch {
                guard connection.isInteractive else { throw error }
                output.note("\(error); asking again for the messages")
                client = try await connection.anotherInTime()
            }
        }
    }

    private func messages(of client: Client, _ request: RequestLine) async throws -> Outcome {
        for try await message in client.stream(request.words) {
            if show(message) == .failed { return .failed }
        }
        return .done
    }

    private func show(_ reply: Value) -> Outcome {
        guard case .error = reply else {
            output.reply(output.format.render(reply))
            return .done
        }
        let line = output.format.render(reply)
        output.reply(
            output.hasColouredReplies ? "\u{1B}[31m".utf8 + line.dropLast() + "\u{1B}[0m\n".utf8 : line)
        return .failed
    }
}

extension ShellOutput {
    /// How replies are printed: with their types on a terminal, as they are in a pipe.
    var format: ReplyFormat { isInteractive ? .terminal : .raw }
}
