import GedisKit
import Logging
import Testing

@testable import GedisCore

/// A connection as data, and back, without any I/O.
@Suite struct ConnectionRecordTests {
    @Test func theBytesOfARecordAreReadAsTheRecord() throws {
        var record = ConnectionRecord(id: 4711)
        record.address = "127.0.0.1:40000"
        record.isPath = true
        record.connected = 1 << 60
        record.version = 3
        record.user = "víto"
        record.replies = .skippingNext
        record.subscriptions = [.init(kind: .channel, name: [0, 255]), .init(kind: .pattern, name: [])]
        record.queued = [[Array("echo".utf8), []], [Array("ping".utf8)]]
        record.isAborted = true
        record.isMonitor = true
        record.lastActive = -1
        record.input = Array(repeating: 7, count: 300)
        record.unsent = [13, 10]
        #expect(try ConnectionRecord(record.bytes) == record)
        #expect(try ConnectionRecord(ConnectionRecord(id: 1).bytes) == ConnectionRecord(id: 1))
        #expect(ConnectionRecord(id: 1).bytes.count < 40)
    }

    @Test func bytesThatAreNoRecordAreRefused() throws {
        let bytes = ConnectionRecord(id: 300).bytes
        for count in 0..<bytes.count {
            #expect(throws: RecordError.self) { try ConnectionRecord(Array(bytes.prefix(count))) }
        }
        #expect(throws: RecordError.self) { try ConnectionRecord(bytes + [0]) }
        #expect(throws: RecordError.self) { try ConnectionRecord(Array(repeating: 255, count: 50)) }
    }

    @Test(arguments: [0, 1, -1, 63, 64, -65, .max, .min]) func numbersOfAllSizesAreReadAsWritten(number: Int) throws {
        var writer = RecordWriter()
        writer.write(number)
        var reader = RecordReader(writer.bytes)
        #expect(try reader.number() == number)
        #expect(reader.isAtEnd)
    }

    @Test func aConnectionGoesOnInTheMiddleOfARequestAndOfATransaction() throws {
        let before = TestClient(users: [.init(name: "vito", password: "geheim", commands: ["demo.*"])])
        #expect(before.send("auth vito geheim\nclient setname one\nmulti\ndemo.sum 1 2\n").hasSuffix("+QUEUED\r\n"))
        #expect(before.send("*3\r\n$8\r\ndemo.sum\r\n$1\r\n1\r\n$2\r") == "")
        let record = try ConnectionRecord(before.connection.record(unsent: []).bytes)
        let after = try goOn(with: record, as: before)
        #expect(after.session.id == before.connection.session.id)
        #expect(after.session.name == "one")
        #expect(after.session.account?.name == "vito")
        #expect(after.session.transaction?.words == [["demo.sum", "1", "2"].map { Array($0.utf8) }])
        #expect(replies(of: after, to: "\n22\r\n") == "+QUEUED\r\n")
        #expect(replies(of: after, to: "discard\ndemo.sum 1 22\nping\n") == "+OK\r\n:23\r\n+PONG\r\n")
    }

    @Test func aUserWhoIsGoneIsNobody() throws {
        let before = TestClient(users: [.init(name: "vito", password: "geheim")])
        #expect(before.send("auth vito geheim\n") == "+OK\r\n")
        let record = before.connection.record(unsent: [])
        let other = TestClient(users: [.init(name: "anna", password: "geheim")])
        let after = Connection(record, worker: other.connection.worker, descriptor: 9)
        #expect(after.session.account == nil)
        #expect(replies(of: after, to: "demo.sum 1 2\n").hasPrefix("-NOAUTH"))
    }

    @Test func requestsThatArrivedBehindACallAreRunOnTheOtherSide() throws {
        let before = TestClient()
        #expect(before.send("demo.later\ndemo.sum 1 2\ndemo.sum 2 2\n") == "")
        var reply = ReplyWriter()
        reply.ok()
        before.connection.finish(reply)
        before.connection.rest()
        var sent: [UInt8] = []
        before.connection.takeOutput { sent += $0 }
        #expect(String(decoding: sent, as: UTF8.self) == "+OK\r\n")
        let after = try goOn(with: before.connection.record(unsent: []), as: before)
        _ = after.resume()
        #expect(output(of: after) == ":3\r\n:4\r\n")
    }

    private func goOn(with record: ConnectionRecord, as client: TestClient) throws -> Connection {
        Connection(try ConnectionRecord(record.bytes), worker: client.connection.worker, descriptor: 9)
    }

    private func replies(of connection: Connection, to text: String) -> String {
        let step = Array(text.utf8).span.withUnsafeBytes { connection.receive($0) }
        if let step { follow(step, of: connection) }
        return output(of: connection)
    }

    /// Goes on where it is another connection's turn, as on a slow machine; there is no other.
    private func follow(_ step: consuming Connection.Step, of connection: Connection) {
        switch consume step {
        case .turn: follow(connection.resume(), of: connection)
        default: return
        }
    }

    private func output(of connection: Connection) -> String {
        var output = ""
        connection.takeOutput { output += String(decoding: $0, as: UTF8.self) }
        return output
    }
}
