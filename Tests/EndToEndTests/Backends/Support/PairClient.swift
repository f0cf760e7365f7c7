import TestSupport
import Testing

/// A client that puts values of which each holds its key, reads each again, and always has sent more than was answered.
final class PairClient {
    enum Outcome {
        /// Both were done.
        case right
        /// At least one was refused for the backend.
        case refused
    }

    let connection: RawConnection
    private let name: String
    private var sent = 0
    private var answered = 0
    private var acknowledged: [String] = []

    init(_ name: String, port: Int) throws {
        self.name = name
        connection = try RawConnection(port: port)
    }

    /// Sends another pair, and takes the answers to the oldest.
    func next() throws -> Outcome {
        while sent < answered + 16 { send() }
        return try answer()
    }

    /// Takes the answers to all that was sent.
    func finish() throws { while answered < sent { _ = try answer() } }

    /// Sends pairs until one is done.
    func waitUntilItWorks() async throws {
        while true {
            send()
            if try answer() == .right { return }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Reads all that was acknowledged once more.
    func checkAcknowledged() throws {
        for key in acknowledged { #expect(try connection.call("system.get", key) == bulk(value(of: key))) }
    }

    private func key(_ number: Int) -> String { "\(name), pair \(number)" }

    private func value(of key: String) -> String { "value of \(key)" }

    private func send() {
        let key = key(sent)
        connection.send(request(["system.set", key, value(of: key)]) + request(["system.get", key]))
        sent += 1
    }

    private func answer() throws -> Outcome {
        let key = key(answered)
        answered += 1
        let (put, got) = (try connection.reply(), try connection.reply())
        #expect(put == "+OK\r\n" || put.hasPrefix("-BACKEND data: "))
        let isRefused = got.hasPrefix("-BACKEND data: ")
        #expect(
            got == bulk(value(of: key)) || isRefused || got == "$-1\r\n" && put != "+OK\r\n", "\(key) was put: \(put)")
        if put == "+OK\r\n" { acknowledged.append(key) }
        return put == "+OK\r\n" && !isRefused ? .right : .refused
    }
}
