import GedisKit
import Logging
import Synchronization
import Testing

@testable import GedisCore

/// Calls that are sent to what runs them ahead of their turn.
@Suite struct ForwardingTests {
    @Test func thePipelineBehindACallIsSentWithIt() throws {
        let (client, receiver) = Self.client()
        client.send("far.add 1\r\nfar.add x\r\nfar.add\r\nfar.add 2\r\nfar.other 3\r\n")
        #expect(receiver.sent == ["1", "2", "3"])
        #expect(client.handled == "1")
        for expected in ["none", "2", "3"] {
            client.end()
            // What has no argument was refused by the count of its arguments, in its turn.
            #expect(client.handled == expected)
        }
        client.end()
        #expect(client.replies == ":1\r\n:1\r\n-ERR wrong number of arguments for 'far.add' command\r\n:1\r\n:1\r\n")
        #expect(receiver.sent == ["1", "2", "3"])
    }

    @Test func nothingIsSentThatAnotherCommandStandsBefore() throws {
        let (client, receiver) = Self.client()
        client.send("far.add 1\r\nfar.add 2\r\nping\r\nfar.add 3\r\nelsewhere.add 4\r\nfar.add 5\r\n")
        #expect(receiver.sent == ["1", "2"])
        client.end()
        client.end()
        #expect(receiver.sent == ["1", "2", "3"])
        client.end()
        #expect(receiver.sent == ["1", "2", "3"])
        client.end()
        #expect(receiver.sent == ["1", "2", "3", "5"])
        client.end()
        #expect(client.replies == ":1\r\n:1\r\n+PONG\r\n:1\r\n:1\r\n:1\r\n")
    }

    @Test func whatArrivesWhileACallRunsIsSentOn() throws {
        let (client, receiver) = Self.client()
        client.send("far.add 1\r\nfar.add 2\r\nfar.ad")
        #expect(receiver.sent == ["1", "2"])
        client.send("d 3\r\nfar.add 4\r\n")
        #expect(receiver.sent == ["1", "2", "3", "4"])
        for _ in 1...4 { client.end() }
        #expect(client.replies == ":1\r\n:1\r\n:1\r\n:1\r\n")
        client.send("far.add 5\r\n")
        #expect(receiver.sent.last == "5")
    }

    @Test func aBoundedNumberIsSentAndEachOnce() throws {
        let (client, receiver) = Self.client()
        client.send((0..<1000).map { "far.add \($0)\r\n" }.joined())
        #expect(receiver.sent.count == CallsAhead.most + 1)
        for number in 0..<1000 {
            #expect(client.handled == "\(number)")
            client.end()
        }
        #expect(receiver.sent == (0..<1000).map { "\($0)" })
    }

    @Test func aTransactionAndRightsHoldBackWhatTheyConcern() throws {
        let (client, receiver) = Self.client()
        client.send("far.add 1\r\nmulti\r\nfar.add 2\r\ndiscard\r\nfar.add 3\r\n")
        #expect(receiver.sent == ["1"])
        client.end()
        #expect(receiver.sent == ["1", "3"])
        client.end()
        #expect(client.replies == ":1\r\n+OK\r\n+QUEUED\r\n+OK\r\n:1\r\n")
    }

    private static func client() -> (ForwardingClient, Receiver) {
        let receiver = Receiver()
        func command(_ name: String, _ forwarder: Receiver) -> Command {
            var command = Command(
                name: name, parameters: [Parameter(name: "a", type: "Int")], handler: .asynchronous { _ in })
            command.forwarder = forwarder
            return command
        }
        let namespaces = [
            Namespace(name: "far", commands: [command("add", receiver), command("other", receiver)]),
            Namespace(name: "elsewhere", commands: [command("add", Receiver())]),
        ]
        return (ForwardingClient(namespaces), receiver)
    }
}

/// Takes calls, and keeps what they are given.
private final class Receiver: CallForwarder {
    private let calls = Mutex<[String]>([])

    var sent: [String] { calls.withLock { $0 } }

    var receiver: ObjectIdentifier { ObjectIdentifier(self) }

    func send(
        _ arguments: borrowing Arguments, version: ReplyWriter.Version, by caller: () -> Caller
    ) -> CallForwarding {
        let text = arguments.text(at: 0)
        guard text != "x" else { return .refused }
        calls.withLock { $0.append(text) }
        return .sent(text)
    }

    func flush() {}
}

/// Drives a connection's core as its driver does where calls are forwarded.
private final class ForwardingClient {
    private let connection: Connection
    private(set) var replies = ""

    init(_ namespaces: [Namespace]) {
        let configuration = ServerConfiguration(name: "test", endpoints: [])
        let core = ServerCore(configuration, namespaces: namespaces, logger: Logger(label: "test"))
        connection = Connection(worker: core.makeWorker().value, audience: .clients, address: "test")
    }

    /// What was sent of the call that runs.
    var handled: String { connection.calls?.forwarded as? String ?? "none" }

    func send(_ text: String) {
        if let step = Array(text.utf8).span.withUnsafeBytes({ connection.receive($0) }) { follow(step) }
        takeOutput()
    }

    /// Ends the call that runs.
    func end() {
        var writer = ReplyWriter()
        writer.integer(1)
        connection.finish(writer)
        follow(connection.resume())
        takeOutput()
    }

    private func follow(_ step: consuming Connection.Step) {
        switch consume step {
        case .call(let entry): connection.forward(entry.takeUnretainedValue(), andFollowing: true)
        // On a slow machine other connections have their turn in between.
        case .turn: follow(connection.resume())
        default: break
        }
    }

    private func takeOutput() {
        connection.takeOutput { replies += String(decoding: $0, as: UTF8.self) }
    }
}
