import Testing

@testable import GedisShell

@Suite struct KeysTests {
    private let input = TypedInput()

    @Test func keysComeInTheOrderInWhichTheyWereTyped() {
        var keys = Keys(terminal: input.descriptor)
        #expect(!keys.areTyped)
        input.type("abc")
        #expect(keys.areTyped)
        keys.keep(keys.read() ?? 0)
        keys.keep(keys.read() ?? 0)
        #expect(keys.areKept)
        #expect([keys.next(), keys.next(), keys.next()] == [0x61, 0x62, 0x63])
        #expect(!keys.areKept && !keys.areTyped)
    }

    @Test func whatIsKeptCanBeDropped() {
        var keys = Keys(terminal: input.descriptor)
        input.type("ab")
        keys.keep(keys.read() ?? 0)
        keys.forget()
        #expect(keys.next() == 0x62)
    }

    @Test func theTerminalsEndIsTheKeysEnd() {
        var keys = Keys(terminal: input.descriptor)
        input.end()
        #expect(keys.next() == nil)
        #expect(keys.areAtEnd)
    }

    @Test func afterTheEndThereAreNoneWhateverIsTyped() {
        var keys = Keys(terminal: input.descriptor)
        input.type("a")
        keys.end()
        #expect(keys.areAtEnd && !keys.areTyped)
        #expect(keys.next() == nil)
    }

    @Test func waitingEndsForAnotherReasonToo() {
        let wakeup = TypedInput()
        wakeup.type("x")
        #expect(!Keys(terminal: input.descriptor).wait(or: wakeup.descriptor))
        input.type("a")
        #expect(Keys(terminal: input.descriptor).wait(or: wakeup.descriptor))
    }
}
