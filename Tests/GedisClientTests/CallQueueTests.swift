import GedisKit
import Testing

@testable import GedisClient

@Suite struct CallQueueTests {
    func call(_ requests: String...) -> Exchange {
        Exchange(requests.map { $0.split(separator: " ").map { Array($0.utf8) } })
    }

    /// Feeds `text` and returns the pushes in it.
    func receive(_ text: String, _ queue: inout CallQueue) throws -> [Value] {
        var pushes: [Value] = []
        try Array(text.utf8).withUnsafeBytes { bytes in
            try queue.receive(bytes) { pushes.append($0) }
        }
        return pushes
    }

    @Test func repliesSettleCallsFirstComeFirstServed() async throws {
        var queue = CallQueue()
        let (first, second) = (call("a", "b"), call("c"))
        queue.add(first, deadline: nil)
        queue.add(second, deadline: nil)
        #expect(try receive(":1\r\n", &queue) == [])
        #expect(!first.replies.isSettled)
        #expect(try receive(":2\r\n:", &queue) == [])
        #expect(first.replies.isSettled)
        #expect(!second.replies.isSettled)
        #expect(try receive("3\r\n", &queue) == [])
        #expect(try await first.replies.value() == [1, 2])
        #expect(try await second.replies.value() == [3])
    }

    @Test func theRepliesOfACallThatTimedOutAreDropped() async throws {
        var queue = CallQueue()
        let (first, second) = (call("a"), call("b"))
        queue.add(first, deadline: nil)
        queue.add(second, deadline: nil)
        #expect(first.replies.settle(.failure(CancellationError())))
        #expect(try receive(":1\r\n:2\r\n", &queue) == [])
        #expect(try await second.replies.value() == [2])
    }

    @Test func aSubscriptionInAPipelineTakesOnePushAChannelWhateverComesBetween() async throws {
        var queue = CallQueue()
        let pipeline = call("PING", "SUBSCRIBE a b", "PING")
        queue.add(pipeline, deadline: nil)
        let pushes = try receive(
            ">2\r\n+message\r\n+early\r\n+PONG\r\n>3\r\n+subscribe\r\n+a\r\n:1\r\n>2\r\n+message\r\n+between\r\n"
                + ">3\r\n+subscribe\r\n+b\r\n:2\r\n+PONG\r\n", &queue)
        #expect(pushes.count == 4)
        let replies = try await pipeline.replies.value()
        #expect(replies == [.simple("PONG"), .push([.simple("subscribe"), .simple("b"), 2]), .simple("PONG")])
    }

    @Test func inRESP2TheConfirmationsOfASubscriptionAreArrays() async throws {
        var queue = CallQueue()
        let subscribe = call("subscribe a b")
        queue.add(subscribe, deadline: nil)
        #expect(try receive("*3\r\n+subscribe\r\n+a\r\n:1\r\n", &queue) == [])
        #expect(!subscribe.replies.isSettled)
        #expect(try receive("*3\r\n+subscribe\r\n+b\r\n:2\r\n", &queue) == [])
        #expect(try await subscribe.replies.value() == [[.simple("subscribe"), .simple("b"), 2]])
    }

    @Test func aReplyThatNoCallWaitsForIsRefused() {
        var queue = CallQueue()
        let error = #expect(throws: CallQueue.Violation.self) { try receive("-ERR too many\r\n", &queue) }
        #expect(error?.description == "a reply to no request: ERR too many")
    }
}
