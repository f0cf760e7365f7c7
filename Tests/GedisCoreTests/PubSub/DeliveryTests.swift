import GedisKit
import GedisSettings
import Testing

@testable import GedisCore

/// What the subscribers of one thread are sent, and in which order.
@Suite struct DeliveryTests {
    private let worker: Worker
    private let thread: StuckThread

    init() {
        worker = TestClient().connection.worker
        thread = StuckThread(worker.activity)
        worker.handle = thread
    }

    private func subscriber(_ requests: String) -> Recipient {
        let subscriber = Recipient(of: worker)
        subscriber.say(requests)
        _ = subscriber.take()
        return subscriber
    }

    private func publish(_ messages: (channel: String, text: String)...) {
        for message in messages {
            _ = worker.server.channels.publish(Array(message.text.utf8), to: Array(message.channel.utf8))
        }
    }

    private func message(_ channel: String, _ text: String, _ mark: String = "*") -> String {
        "\(mark)3\r\n$7\r\nmessage\r\n$\(channel.utf8.count)\r\n\(channel)\r\n$\(text.utf8.count)\r\n\(text)\r\n"
    }

    private func patternMessage(_ pattern: String, _ channel: String, _ text: String) -> String {
        "*4\r\n$8\r\npmessage\r\n$\(pattern.utf8.count)\r\n\(pattern)\r\n"
            + message(channel, text).dropFirst("*3\r\n$7\r\nmessage\r\n".count)
    }

    @Test func whatComesTogetherIsSentAtOnceInEitherVersion() {
        let old = subscriber("subscribe a\r\n")
        let new = subscriber("hello 3\r\nsubscribe a\r\n")
        publish(("a", "one"), ("b", "unheard"), ("a", "two"))
        thread.run(on: worker)
        #expect(old.take() == [message("a", "one") + message("a", "two")])
        #expect(new.take() == [message("a", "one", ">") + message("a", "two", ">")])
    }

    @Test func whoHasSeveralSubscriptionsGetsMessagesInTheOrderOfTheirPublication() {
        let both = subscriber("subscribe a b\r\n")
        let one = subscriber("subscribe a\r\n")
        let twice = subscriber("subscribe a\r\npsubscribe ?\r\n")
        let pattern = subscriber("psubscribe ?\r\n")
        publish(("a", "1"), ("b", "2"), ("a", "3"))
        thread.run(on: worker)
        for subscriber in [both, one, twice, pattern] { subscriber.flushIfDue() }
        #expect(both.take() == [message("a", "1") + message("b", "2") + message("a", "3")])
        #expect(one.take() == [message("a", "1") + message("a", "3")])
        #expect(
            twice.take() == [
                message("a", "1") + patternMessage("?", "a", "1") + patternMessage("?", "b", "2")
                    + message("a", "3") + patternMessage("?", "a", "3")
            ])
        #expect(
            pattern.take() == [
                patternMessage("?", "a", "1") + patternMessage("?", "b", "2") + patternMessage("?", "a", "3")
            ])
    }

    @Test func messagesStandBehindRepliesThatWait() {
        let subscriber = subscriber("hello 3\r\nsubscribe a\r\n")
        subscriber.receive("ping\r\n")
        publish(("a", "1"))
        thread.run(on: worker)
        #expect(subscriber.take() == [], "neither is sent yet")
        subscriber.flushIfDue()
        #expect(subscriber.take() == ["+PONG\r\n" + message("a", "1", ">")])
        publish(("a", "2"))
        thread.run(on: worker)
        #expect(subscriber.take() == [message("a", "2", ">")])
    }

    @Test func whoDoesNotReadIsDroppedAndTheOthersAreNot() {
        var limits = ServerLimits()
        limits.subscriberLimit = 1000
        worker.use(limits)
        let slow = subscriber("subscribe a\r\n")
        let slowToo = subscriber("subscribe a b\r\n")
        let quick = subscriber("subscribe a\r\n")
        for one in [slow, slowToo] { one.isReading = false }
        let text = String(repeating: "x", count: 300)
        for number in 0..<4 {
            publish(("a", text), ("b", "\(number)"))
            thread.run(on: worker)
            slowToo.flushIfDue()
            #expect(quick.take() == [message("a", text)])
            #expect(slow.unsentBytes <= limits.subscriberLimit)
        }
        #expect(slow.isClosed && slowToo.isClosed && !quick.isClosed)
        #expect(worker.server.channels.subscribers(to: Array("a".utf8)) == 1)
    }

    @Test func ofTooMuchForTheThreadNothingIsSentAndTheSubscribersAreDropped() {
        var limits = ServerLimits()
        limits.subscriberLimit = 1000
        worker.server.channels.use(limits)
        let flooded = subscriber("subscribe a\r\n")
        let both = subscriber("subscribe a b\r\n")
        let other = subscriber("subscribe b\r\n")
        let text = String(repeating: "x", count: 400)
        publish(("a", text), ("b", "1"), ("a", text), ("a", text), ("b", "2"))
        thread.run(on: worker)
        #expect(flooded.isClosed && both.isClosed && !other.isClosed)
        #expect(flooded.take() == [])
        #expect(other.take() == [message("b", "1") + message("b", "2")])
    }

    @Test func messagesWaitUntilTheThreadHasNothingElseToDo() {
        let subscriber = subscriber("subscribe a\r\n")
        worker.hasTurns = true
        publish(("a", "1"))
        thread.run(on: worker)
        publish(("a", "2"))
        #expect(worker.hasMessages)
        #expect(subscriber.take() == [])
        worker.deliver()
        #expect(!worker.hasMessages)
        #expect(subscriber.take() == [message("a", "1") + message("a", "2")])
    }

    @Test func whatWaitsIsSentBeforeConnectionsGoToAnotherProcess() {
        let subscriber = subscriber("subscribe a\r\n")
        worker.hasTurns = true
        publish(("a", "1"))
        thread.run(on: worker)
        _ = worker.freeze()
        #expect(subscriber.take() == [message("a", "1")])
    }
}
