import GedisClient
import GedisKit
import TestSupport
import Testing

@Suite(.takesTurns, .timeLimit(.minutes(1))) struct ClientLossTests {
    @Test func aServerThatDiesFailsEveryCallThatWaitsAndEveryLaterOne() async throws {
        try await RedisProcess.with { server in
            let client = try await server.connect()
            let calls = (0..<100).map { _ in Task { try await client.call("BLPOP", "list", "0") } }
            let other = try await server.connect()
            while try await other.call("CLIENT", "LIST").text?.contains("cmd=blpop") == false {}
            server.kill()
            for call in calls {
                let error = await #expect(throws: ClientError.self) { try await call.value }
                #expect(error?.code == .connectionClosed)
                #expect(error?.message.contains("\(server.socket)") == true)
            }
            let error = await #expect(throws: ClientError.self) { try await client.call("PING") }
            #expect(error?.code == .connectionClosed)
            #expect(!client.isOpen)
        }
    }

    @Test func aCallThatTimesOutClosesTheConnectionSoThatNoReplyGoesToTheWrongCall() async throws {
        try await RedisProcess.with { server in
            let client = try await server.connect(.init(callTimeout: .milliseconds(50)))
            let error = await #expect(throws: ClientError.self) { try await client.call("BLPOP", "list", "0") }
            #expect(error?.code == .timedOut)
            #expect(error?.message == "\(server.socket) did not reply within 0.05 seconds")
            let later = await #expect(throws: ClientError.self) { try await client.call("PING") }
            #expect(later?.code == .timedOut)
        }
    }

    @Test(
        arguments: [
            ("HTTP/1.1 400 Bad Request\r\n", #"bytes that are no reply: at byte 0: "HTTP/1.1 400 Bad Request","#),
            ("+OK\r\n-ERR max number of clients reached\r\n", "a reply to no request: "),
        ])
    func bytesThatAreNoReplyEndTheConnectionAndAreReported(_ reply: String, _ reason: String) async throws {
        let listener = try Listener()
        defer { listener.close() }
        listener.answer(reply)
        let client = try await Client.connect(to: listener.endpoint)
        let error = await #expect(throws: ClientError.self) {
            while true { _ = try await client.call("PING") }
        }
        #expect(error?.code == .protocolError)
        #expect(error?.message.hasPrefix("\(listener.endpoint) sent \(reason)") == true)
    }

    @Test func aServerThatHangsUpInTheMiddleOfAReply() async throws {
        let listener = try Listener()
        defer { listener.close() }
        listener.answer("$100\r\nonly this", hangUp: true)
        let client = try await Client.connect(to: listener.endpoint)
        let error = await #expect(throws: ClientError.self) { try await client.call("PING") }
        #expect(error?.code == .connectionClosed)
    }

    @Test func closingFailsTheCallsThatWaitAndMayBeDoneTwice() async throws {
        try await RedisProcess.with { server in
            let client = try await server.connect()
            let call = Task { try await client.call("BLPOP", "list", "0") }
            let other = try await server.connect()
            while try await other.call("CLIENT", "LIST").text?.contains("cmd=blpop") == false {}
            await client.close()
            let error = await #expect(throws: ClientError.self) { try await call.value }
            #expect(error?.code == .connectionClosed)
            #expect(error?.message == "the connection to \(server.socket) was closed by this program")
            #expect(!client.isOpen)
            await client.close()
        }
    }

    @Test func aClientThatNobodyHoldsAnyMoreClosesItsConnection() async throws {
        try await RedisProcess.with { server in
            do {
                let client = try await server.connect()
                #expect(try await client.call("CLIENT", "SETNAME", "released") == .ok)
            }
            let other = try await server.connect()
            while try await other.call("CLIENT", "LIST").text?.contains("name=released") == true {}
        }
    }
}
