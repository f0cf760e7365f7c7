import GedisKit
import GedisSettings
import Testing

@testable import GedisCore

/// What waits for a thread that does not come to its messages.
@Suite struct DeliveryBacklogTests {
    private let worker = TestClient().connection.worker
    private let channels = Channels()
    private let news = Subscription(kind: .channel, name: Array("news".utf8))
    private let all = Subscription(kind: .pattern, name: Array("*".utf8))

    private func stuckThread(limit: Int) -> StuckThread {
        var limits = ServerLimits()
        limits.subscriberLimit = limit
        channels.use(limits)
        return StuckThread(worker.activity)
    }

    private func publish(_ times: Int, to channel: String = "news") -> Int {
        (0..<times).map { _ in channels.publish(Array(repeating: 0x78, count: 1000), to: Array(channel.utf8)) }.max()
            ?? 0
    }

    @Test func itIsBoundedByTheSubscriberLimit() {
        let thread = stuckThread(limit: 10_000)
        channels.count(1, news, on: thread)
        let reached = publish(1000)
        #expect(reached == 1, "who is about to be dropped is counted until then")
        // As many as fit, and the one that drops the subscribers.
        #expect(thread.count == 9)
        thread.run(on: worker)
        #expect(publish(3) == 1)
        #expect(thread.count == 3, "those who come after are sent messages again")
    }

    @Test func aSubscriptionsMessagesCountForItAlone() {
        let thread = stuckThread(limit: 10_000)
        channels.count(1, news, on: thread)
        _ = publish(8)
        channels.count(1, all, on: thread)
        // The ninth and the tenth are too many by the name, not by the pattern; the ninth of the pattern is.
        #expect(publish(20) == 2)
        #expect(thread.count == 8 + 1 + 8 + 1)
        #expect(publish(2, to: "other") == 1)
        #expect(thread.count == 18)
    }

    @Test func oneMessageIsHandedOverHoweverLargeItIs() {
        let thread = stuckThread(limit: 10)
        channels.count(1, news, on: thread)
        #expect(publish(1) == 1)
        #expect(thread.count == 1)
    }
}
