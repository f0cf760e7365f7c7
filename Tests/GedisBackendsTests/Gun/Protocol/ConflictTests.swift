import GedisGUN
import GedisKit
import Testing

@testable import GedisBackends

@Suite struct ConflictTests {
    private let key = ExactText("name")

    @Test func everyCapturedTieIsDecidedAsTheServerDid() throws {
        let ties = try GunVectors().ties
        #expect(ties.count == 21)
        for tie in ties {
            for (first, second) in [tie.values, (tie.values.1, tie.values.0)] {
                var node = node(first, 100)
                _ = node.merge(self.node(second, 100), now: 200)
                let kept = try #require(node.entries[key]?.value)
                #expect(kept.json.text == tie.winner.json.text, "\(first) and \(second)")
            }
        }
    }

    @Test func theOrderIsThatOfUTF16() {
        // In UTF-8 and by scalar, U+FFFD comes before U+1F600.
        var known = node(.text("😀"), 100)
        #expect(known.merge(node(.text("\u{FFFD}"), 100), now: 200).taken == [key])
        #expect(known.merge(node(.text("😀"), 100), now: 200).taken == [])
    }

    @Test func onlyTheNewerStateWins() {
        var known = node(.text("Mark"), 100)
        #expect(known.merge(node(.text("OLD"), 99), now: 200).taken == [])
        #expect(known.merge(node(.text("Mark"), 100), now: 200).taken == [])
        #expect(known.merge(node(.text("Alice"), 100), now: 200).taken == [])
        #expect(known.merge(node(.text("Zed"), 100), now: 200).taken == [key])
        #expect(known.merge(node(.number(99999), 100), now: 200).taken == [key])
        #expect(known.merge(node(.null, 101), now: 200).taken == [key])
        #expect(known.merge(node(.text("v"), 100), now: 200).taken == [])
        #expect(known.entries[key]?.value.scalar == nil)
    }

    @Test func keysAreMergedOnTheirOwn() {
        let (name, age) = (ExactText("name"), ExactText("age"))
        var known = GunNode(
            soul: "s",
            entries: [
                name: GunEntry(value: .text("Mark"), state: 100), age: GunEntry(value: .number(23), state: 100),
            ])
        let other = GunNode(
            soul: "s",
            entries: [
                name: GunEntry(value: .text("OLD2"), state: 95), age: GunEntry(value: .number(24), state: 200),
            ])
        #expect(known.merge(other, now: 300).taken == [age])
        #expect(known.entries[name]?.value.scalar == .string("Mark"))
    }

    @Test func whatLiesInTheFutureWaits() {
        var known = node(.text("now"), 100)
        let (taken, waiting) = known.merge(node(.text("later"), 300), now: 200)
        #expect(taken == [])
        #expect(known.merge(waiting, now: 300).taken == [key])
    }

    @Test func statesOfAWriterRiseAndPassWhatIsKnown() {
        let clock = GunClock()
        var last = 0.0
        for _ in 0..<10_000 {
            let state = clock.next()
            #expect(state > last)
            last = state
        }
        let future = GunClock.now + 1e9
        #expect(clock.next(after: future) > future)
        #expect(clock.next() < future)
        #expect(clock.next() > last)
    }

    private func node(_ value: GunValue, _ state: Double) -> GunNode {
        GunNode(soul: "s", entries: [key: GunEntry(value: value, state: state)])
    }
}
