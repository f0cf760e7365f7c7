import GedisKit
import GedisSettings
import Logging

@testable import GedisCore

/// Drives a connection's core as a transport does.
final class TestClient {
    let connection: Connection
    private(set) var isClosed = false
    private(set) var pauses = 0
    private(set) var output = ""

    init(
        password: String? = nil, users: [ServerConfiguration.User] = [], namespaces: [Namespace] = [.demo],
        _ limit: (inout ServerLimits) -> Void = { _ in }
    ) {
        var configuration = ServerConfiguration(name: "test", endpoints: [], password: password)
        configuration.users = users
        configuration.slowlogThreshold = .zero
        limit(&configuration.limits)
        let core = ServerCore(configuration, namespaces: namespaces, logger: Logger(label: "test"))
        connection = Connection(worker: core.makeWorker().value, audience: .clients, address: "test")
    }

    /// Sends bytes and returns the replies to them that have been made.
    func send(_ bytes: some Sequence<UInt8>) -> String {
        output = ""
        if let step = Array(bytes).span.withUnsafeBytes({ connection.receive($0) }) { follow(step) }
        takeOutput()
        return output
    }

    func send(_ text: String) -> String { send(text.utf8) }

    /// Goes on after a pause, and returns the replies that have been made.
    func goOn() -> String {
        output = ""
        follow(connection.resume())
        takeOutput()
        return output
    }

    /// Ends the call that the connection waits for.
    func endCall(_ reply: (inout ReplyWriter) -> Void) throws {
        var writer = ReplyWriter(version: connection.session.version)
        reply(&writer)
        connection.finish(writer)
        follow(connection.resume())
        takeOutput()
    }

    private func follow(_ first: consuming Connection.Step) {
        var step = first
        while true {
            switch consume step {
            case .close:
                isClosed = true
                connection.stopReceiving()
                return
            case .output:
                pauses += 1
                takeOutput()
                step = connection.resume(isInTurn: true)
            case .turn: step = connection.resume()
            default: return
            }
        }
    }

    private func takeOutput() {
        connection.takeOutput { output += String(decoding: $0, as: UTF8.self) }
    }
}

private struct Broken: Error, CustomStringConvertible {
    var description: String { "broken" }
}

extension Namespace {
    /// Commands of all kinds.
    static let demo = Namespace(
        name: "demo",
        commands: [
            Command(
                name: "sum", parameters: [Parameter(name: "a", type: "Int"), Parameter(name: "b", type: "Int")],
                handler: .synchronous { arguments, reply in
                    let a = try arguments.decode(Int.self, at: 0, "a")
                    let b = try arguments.decode(Int.self, at: 1, "b")
                    reply.result(a + b)
                }),
            Command(name: "throw", handler: .synchronous { _, _ in throw Broken() }),
            Command(
                name: "refuse", handler: .synchronous { _, _ in throw CommandError("two\r\nlines", code: "NOPE") }),
            Command(
                name: "halfway",
                handler: .synchronous { _, reply in
                    reply.array(count: 2)
                    reply.integer(1)
                    throw Broken()
                }),
            Command(name: "pair", handler: .synchronous { _, reply in reply.result(["a": 1]) }),
            Command(
                name: "long", handler: .synchronous { _, reply in reply.string(String(repeating: "x", count: 1000)) }),
            Command(
                name: "later",
                handler: .asynchronous { calls in
                    while calls.next() { calls.reply.simple("the test ends the call itself") }
                }),
        ])
}
