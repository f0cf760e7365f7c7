import GedisKit
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import GedisCore
@testable import GedisServer

/// Connections that go from one server to another one, in this process, with their sockets.
@Suite(.takesTurns) struct DepartureTests {
    @Test func connectionsGoOnElsewhereWithWhatTheyAre() async throws {
        try await withServer { first, _ in
            let port = try #require(first.ports.first)
            let subscriber = try RawConnection(port: port)
            _ = try subscriber.exchange("subscribe news\r\n", until: ":1\r\n")
            let client = try RawConnection(port: port)
            #expect(try client.call("client", "setname", "one") == "+OK\r\n")
            let id = try client.call("client", "id")
            client.send("*2\r\n$4\r\necho\r\n$5\r\nhe")
            try await withServer { second, _ in
                let departure = Departure(of: first.core)
                let detached = try await detach(first, by: departure, until: 2)
                second.core.skipConnectionIDs(to: first.core.greatestConnectionID)
                await second.attach(detached.map(Self.copy), expected: [])
                await first.release(by: departure) { _, _ in }
                client.send("llo\r\n")
                #expect(try client.reply() == "$5\r\nhello\r\n")
                #expect(try client.call("client", "id") == id)
                #expect(try client.call("client", "getname") == "$3\r\none\r\n")
                #expect(try client.call("publish", "news", "x") == ":1\r\n")
                #expect(try subscriber.reply() == "*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$1\r\nx\r\n")
                #expect(first.openConnections == 0)
                #expect(second.openConnections == 2)
            }
        }
    }

    @Test func whatAPublisherSendsWhileItMovesReachesAllSubscribers() async throws {
        try await withServer { first, _ in
            let port = try #require(first.ports.first)
            let subscribers = try (0..<20).map { _ in try RawConnection(port: port) }
            for subscriber in subscribers { _ = try subscriber.exchange("subscribe news\r\n", until: ":1\r\n") }
            let publisher = try RawConnection(port: port)
            #expect(try publisher.call("ping") == "+PONG\r\n")
            try await withServer { second, _ in
                let departure = Departure(of: first.core)
                let detached = try await detach(first, by: departure, until: 21)
                publisher.send("publish news x\r\n")
                // The publisher comes first, so that it would be heard by few.
                let ordered = detached.sorted { $0.record.isSubscriber ? false : $1.record.isSubscriber }
                await second.attach(ordered.map(Self.copy), expected: [])
                await first.release(by: departure) { _, _ in }
                #expect(try publisher.reply() == ":20\r\n")
                for subscriber in subscribers {
                    #expect(try subscriber.reply() == "*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$1\r\nx\r\n")
                }
            }
        }
    }

    @Test func aConnectionThatIsBusyComesLaterAndMissesNoMessage() async throws {
        try await withServer { first, gate in
            let client = try RawConnection(port: try #require(first.ports.first))
            _ = try client.exchange("hello 3\r\n", until: "modules\r\n*0\r\n")
            _ = try client.exchange("subscribe news\r\n", until: ":1\r\n")
            client.send("demo.wait\r\ndemo.sync behind\r\n")
            while gate.count == 0 { await Task.yield() }
            try await withServer { second, _ in
                let departure = Departure(of: first.core)
                let published = Mutex<[[UInt8]]>([])
                let detached = await first.detach(by: departure) { _, message in
                    published.withLock { $0.append(message) }
                }
                #expect(detached.connections.isEmpty)
                #expect(detached.expected.count == 1)
                await second.attach([], expected: detached.expected)
                let late = Mutex<DetachedConnection?>(nil)
                await first.release(by: departure) { connection, _ in
                    late.withLock { $0 = connection.map(Self.copy) }
                }
                #expect(first.core.subscriptions.publish(Array("one".utf8), to: Array("news".utf8)) == 1)
                second.forward(try #require(published.withLock { $0.first }), to: Array("news".utf8))
                gate.open()
                while late.withLock({ $0 == nil }) { await Task.yield() }
                second.attach(late: try #require(late.withLock { $0 }))
                second.forward(Array("two".utf8), to: Array("news".utf8))
                #expect(try client.reply() == "+PASSED\r\n")
                #expect(try client.reply() == ">3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$3\r\none\r\n")
                // Its own request behind the call is run there, and the second message comes before or after.
                let rest = [try client.reply(), try client.reply()]
                #expect(
                    Set(rest) == ["$6\r\nbehind\r\n", ">3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$3\r\ntwo\r\n"], "\(rest)")
            }
        }
    }

    @Test func whatWasPublishedMeanwhileIsNotLostWhereConnectionsStay() async throws {
        try await withServer { server, gate in
            let port = try #require(server.ports.first)
            let subscriber = try RawConnection(port: port)
            _ = try subscriber.exchange("subscribe news\r\n", until: ":1\r\n")
            let busy = try RawConnection(port: port)
            busy.send("demo.wait\r\ndemo.sync behind\r\n")
            while gate.count == 0 { await Task.yield() }
            let departure = Departure(of: server.core)
            let published = Mutex<[(channel: [UInt8], message: [UInt8])]>([])
            _ = await server.detach(by: departure) { channel, message in
                published.withLock { $0.append((channel, message)) }
            }
            subscriber.send("ping\r\n")
            let late = try RawConnection(port: port)
            late.send("demo.sync late\r\n")
            _ = server.core.subscriptions.publish([49], to: Array("news".utf8))
            await server.reattach(by: departure) { published.withLock { $0 } }
            let received = [try subscriber.reply(), try subscriber.reply()]
            #expect(
                Set(received) == ["*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$1\r\n1\r\n", "*2\r\n$4\r\npong\r\n$0\r\n\r\n"])
            #expect(try late.reply() == "$4\r\nlate\r\n")
            gate.open()
            #expect(try busy.reply() == "+PASSED\r\n")
            #expect(try busy.reply() == "$6\r\nbehind\r\n")
        }
    }

    /// Detaches the connections, all of which are idle.
    private func detach(_ server: Server, by departure: Departure, until count: Int) async throws
        -> [DetachedConnection]
    {
        let detached = await server.detach(by: departure) { _, _ in }
        #expect(detached.connections.count == count)
        return detached.connections
    }

    /// The connection as another process gets it: the socket by a number of its own.
    private static func copy(_ connection: DetachedConnection) -> DetachedConnection {
        DetachedConnection(record: connection.record, descriptor: dup(connection.descriptor))
    }
}
