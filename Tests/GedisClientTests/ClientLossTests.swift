import GedisClient
import GedisKit
import Testing

@Suite("Losing the connection", .timeLimit(.minutes(1)))
struct ClientLossTests {
    @Test("a server that dies fails every call that waits, and every later one")
    func killed() async throws {
        try await RedisServer.with { server in
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

    @Test("a call that times out closes the connection, so that no reply goes to the wrong call")
    func timeout() async throws {
        try await RedisServer.with { server in
            let client = try await server.connect(.init(callTimeout: .milliseconds(50)))
            let error = await #expect(throws: ClientError.self) { try await client.call("BLPOP", "list", "0") }
            #expect(error?.code == .timedOut)
            #expect(error?.message == "\(server.socket) did not reply within 0.05 seconds")
            let later = await #expect(throws: ClientError.self) { try await client.call("PING") }
            #expect(later?.code == .timedOut)
        }
    }

    @Test(
        "bytes that are no reply end the connection and are told",
        arguments: [
            ("HTTP/1.1 400 Bad Request\r\n", #"bytes that are no reply: at byte 0: "HTTP/1.1 400 Bad Request","#),
            ("+OK\r\n-ERR max number of clients reached\r\n", "a reply to no request: "),
        ])
    func violation(_ reply: String, _ reason: String) async throws {
        let listener = try Listener(.tcp)
        defer { listener.close() }
        listener.answer(reply)
        let client = try await Client.connect(to: listener.endpoint)
        let error = await #expect(throws: ClientError.self) {
            while true { _ = try await client.call("PING") }
        }
        #expect(error?.code == .protocolError)
        #expect(error?.message.hasPrefix("\(listener.endpoint) sent \(reason)") == true)
    }

    @Test("a server that hangs up in the middle of a reply")
    func halfReply() async throws {
        let listener = try Listener(.tcp)
        defer { listener.close() }
        listener.answer("$100\r\nonly this", hangUp: true)
        let client = try await Client.connect(to: listener.endpoint)
        let error = await #expect(throws: ClientError.self) { try await client.call("PING") }
        #expect(error?.code == .connectionClosed)
    }

    @Test("closing fails the calls that wait, and may be done twice")
    func close() async throws {
        try await RedisServer.with { server in
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

    @Test("a client that nobody holds any more closes its connection")
    func released() async throws {
        try await RedisServer.with { server in
            do {
                let client = try await server.connect()
                #expect(try await client.call("CLIENT", "SETNAME", "released") == .ok)
            }
            let other = try await server.connect()
            while try await other.call("CLIENT", "LIST").text?.contains("name=released") == true {}
        }
    }
}
