import GedisKit
import GedisSettings
import Testing

@testable import GedisCore

/// What waits for a thread that does not come to its messages.
@Suite struct MailboxTests {
    private let channels = Channels()
    private let thread = StuckThread(TestClient().connection.worker.activity)
    private let mailbox: Mailbox
    private let news = Subscription(kind: .channel, name: Array("news".utf8))
    private let all = Subscription(kind: .pattern, name: Array("*".utf8))

    init() {
        mailbox = Mailbox(of: thread)
        channels.count(1, news, in: mailbox)
    }

    private func bound(by limit: Int) {
        var limits = ServerLimits()
        limits.subscriberLimit = limit
        channels.use(limits)
    }

    private func publish(_ times: Int, to channel: String = "news") -> Int {
        (0..<times).map { _ in channels.publish(Array(repeating: 0x78, count: 1000), to: Array(channel.utf8)) }.max()
            ?? 0
    }

    /// How many messages a part has.
    private func count(_ part: Deliveries.Part) -> Int {
        var (part, count) = (part, 0)
        part.withBytes(for: .resp3) { bytes in count = bytes.count { $0 == UInt8(ascii: ">") } }
        return count
    }

    @Test func itIsBoundedByTheSubscriberLimit() throws {
        bound(by: 10_000)
        #expect(publish(9) == 1)
        let fitting = try #require(mailbox.take().parts.first)
        #expect(!fitting.isTooMuch)
        #expect(count(fitting) == 9)
        #expect(publish(1000) == 1, "who is about to be dropped is counted until then")
        let tooMuch = try #require(mailbox.take().parts.first)
        #expect(tooMuch.isTooMuch)
        #expect(count(tooMuch) == 0)
        _ = publish(3)
        #expect(mailbox.take().parts.map(count) == [3], "those who come after are sent messages again")
    }

    @Test func aSubscriptionsMessagesCountForItAlone() {
        bound(by: 10_000)
        _ = publish(8)
        channels.count(1, all, in: mailbox)
        #expect(publish(5) == 2)
        let parts = mailbox.take().parts
        #expect(parts.map(\.subscription) == [news, all])
        #expect(parts.map(\.isTooMuch) == [true, false])
        #expect(parts.map(count) == [0, 5])
    }

    @Test func oneMessageWaitsHoweverLargeItIs() {
        bound(by: 10)
        #expect(publish(1) == 1)
        #expect(mailbox.take().parts.map(count) == [1])
    }

    @Test func theThreadIsNotifiedOnceOfAllThatWaits() {
        _ = publish(10)
        #expect(thread.count == 1)
        _ = mailbox.take()
        #expect(mailbox.take().isEmpty)
        _ = publish(10)
        #expect(thread.count == 2)
    }

    @Test func theOrderOverSubscriptionsIsKept() {
        let other = Subscription(kind: .channel, name: Array("other".utf8))
        channels.count(1, other, in: mailbox)
        for channel in ["news", "news", "other", "news"] { _ = publish(1, to: channel) }
        let deliveries = mailbox.take()
        let length = 1036
        #expect(deliveries.runs.map(\.part) == [0, 1, 0])
        #expect(deliveries.runs.map(\.range) == [0..<2 * length, 0..<length + 1, 2 * length..<3 * length])
    }

    @Test func aSubscriptionThatBeganAnewHasItsOwnMessages() {
        _ = publish(1)
        channels.count(-1, news, in: mailbox)
        #expect(publish(1) == 0)
        channels.count(1, news, in: mailbox)
        #expect(publish(2) == 1)
        #expect(mailbox.take().parts.map(count) == [1, 2])
    }
}
