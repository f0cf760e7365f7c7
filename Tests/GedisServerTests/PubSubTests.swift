import GedisKit
import GedisSettings
import TestSupport
import Testing

@testable import GedisCore
@testable import GedisServer

/// Subscribers and publishers on several threads.
@Suite(.takesTurns) struct PubSubTests {
    @Test func messagesReachThoseWhoListenByNameAndByPattern() async throws {
        try await withServer { server, _ in
            let port = try #require(server.ports.first)
            let old = try RawConnection(port: port)
            #expect(
                try old.exchange("subscribe news\r\n", until: ":1\r\n")
                    == "*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n")
            let new = try RawConnection(port: port)
            _ = try new.exchange("hello 3\r\n", until: "modules\r\n*0\r\n")
            #expect(
                try new.exchange("psubscribe n?w* x\r\n", until: ":2\r\n")
                    == ">3\r\n$10\r\npsubscribe\r\n$4\r\nn?w*\r\n:1\r\n>3\r\n$10\r\npsubscribe\r\n$1\r\nx\r\n:2\r\n")
            let publisher = try RawConnection(port: port)
            #expect(try publisher.exchange("publish news hello\r\n", until: "\r\n") == ":2\r\n")
            #expect(try publisher.exchange("publish other hello\r\n", until: "\r\n") == ":0\r\n")
            #expect(
                try old.read(until: "hello\r\n") == "*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$5\r\nhello\r\n")
            #expect(
                try new.read(until: "hello\r\n")
                    == ">4\r\n$8\r\npmessage\r\n$4\r\nn?w*\r\n$4\r\nnews\r\n$5\r\nhello\r\n")
            // By RESP3 one may call while one listens.
            #expect(try new.exchange("demo.sync a\r\n", until: "a\r\n") == "$1\r\na\r\n")
            #expect(
                try publisher.exchange("pubsub numsub news x\r\n", until: ":0\r\n").hasSuffix(":1\r\n$1\r\nx\r\n:0\r\n")
            )
            #expect(try publisher.exchange("pubsub channels n*\r\n", until: "news\r\n") == "*1\r\n$4\r\nnews\r\n")
            #expect(try publisher.exchange("pubsub numpat\r\n", until: "\r\n") == ":2\r\n")
        }
    }

    @Test func messagesOfOnePublisherKeepTheirOrder() async throws {
        try await withServer { server, _ in
            let port = try #require(server.ports.first)
            let listeners = [try RawConnection(port: port), try RawConnection(port: port)]
            for listener in listeners { _ = try listener.exchange("subscribe a b\r\n", until: ":2\r\n") }
            let publisher = try RawConnection(port: port)
            let requests = (0..<500).map { "publish \($0 % 2 == 0 ? "a" : "b") m\($0)\r\n" }.joined()
            let replies = try publisher.exchange(requests + "echo end\r\n", until: "end\r\n")
            #expect(replies == String(repeating: ":2\r\n", count: 500) + "$3\r\nend\r\n")
            for listener in listeners {
                let messages = try listener.read(until: "m499\r\n").split(separator: "\r\n").filter {
                    $0.hasPrefix("m") && $0 != "message"
                }
                #expect(messages == (0..<500).map { "m\($0)" })
            }
        }
    }

    @Test func messagesOfSeveralPublishersComeInOneOrderToAll() async throws {
        try await withServer { server, _ in
            let port = try #require(server.ports.first)
            let listeners = try (0..<8).map { _ in try RawConnection(port: port) }
            for (number, listener) in listeners.enumerated() {
                // One gets them from the messages' own memory, another one in order with those of a second subscription.
                let channels = number % 2 == 0 ? "a" : "a b"
                _ = try listener.exchange("subscribe \(channels)\r\n", until: ":\(number % 2 + 1)\r\n")
            }
            let publishers = try (0..<4).map { _ in try RawConnection(port: port) }
            for (number, publisher) in publishers.enumerated() {
                publisher.send((0..<200).map { "publish a \(number).\($0)\r\npublish b x\r\n" }.joined())
            }
            for publisher in publishers {
                publisher.send("echo end\r\n")
                _ = try publisher.read(until: "end\r\n")
            }
            #expect(try publishers[0].exchange("publish a last\r\n", until: "\r\n") == ":8\r\n")
            let heard = try listeners.map { listener in
                try listener.read(until: "last\r\n").split(separator: "\r\n").filter { $0.contains(".") }
            }
            #expect(heard[0].count == 800)
            for number in publishers.indices {
                #expect(heard[0].filter { $0.hasPrefix("\(number).") } == (0..<200).map { "\(number).\($0)" })
            }
            for other in heard.dropFirst() { #expect(other == heard[0]) }
        }
    }

    @Test func aNamespacePublishes() async throws {
        let channels = Channels()
        try await withServer(channels: channels) { server, _ in
            let listener = try RawConnection(port: try #require(server.ports.first))
            #expect(channels.events.publish("orders", "nobody hears it") == 0)
            _ = try listener.exchange("subscribe orders\r\n", until: ":1\r\n")
            #expect(channels.events.publish("orders", "shipped 17") == 1)
            #expect(try listener.read(until: "17\r\n").hasSuffix("$6\r\norders\r\n$10\r\nshipped 17\r\n"))
        }
    }

    @Test func whoGoesAwayIsNotCounted() async throws {
        try await withServer { server, _ in
            let port = try #require(server.ports.first)
            let publisher = try RawConnection(port: port)
            do {
                let listener = try RawConnection(port: port)
                _ = try listener.exchange("subscribe news\r\npsubscribe *\r\n", until: ":2\r\n")
                #expect(try publisher.exchange("publish news 1\r\n", until: "\r\n") == ":2\r\n")
            }
            try await eventually { (try? publisher.exchange("publish news 2\r\n", until: "\r\n")) == ":0\r\n" }
            #expect(try publisher.exchange("pubsub channels\r\n", until: "\r\n") == "*0\r\n")
        }
    }

    @Test func whoDoesNotReadIsDropped() async throws {
        try await withServer {
            $0.limits.subscriberLimit = 1 << 20
        } _: { server, _ in
            let port = try #require(server.ports.first)
            let listener = try RawConnection(port: port)
            _ = try listener.exchange("subscribe news\r\n", until: ":1\r\n")
            let publisher = try RawConnection(port: port)
            let text = String(repeating: "x", count: 50_000)
            let message = "*3\r\n$7\r\npublish\r\n$4\r\nnews\r\n$50000\r\n\(text)\r\n"
            try await eventually { (try? publisher.exchange(message, until: "\r\n")) == ":0\r\n" }
        }
    }
}
