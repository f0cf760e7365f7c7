import Testing

@testable import GedisShell

@Suite struct ScreenTests {
    private let output = CollectedOutput()

    @Test func whereNoLineIsEditedTextIsPrintedAtOnce() {
        let screen = Screen(output: output)
        screen.post(.note("hello"))
        screen.post(.output(Array("1\n".utf8)))
        #expect(output.take() == [.note("hello"), .reply("1\n")])
        #expect(screen.takeEvents().isEmpty)
    }

    @Test func whileALineIsEditedTheEditorGetsIt() {
        let screen = Screen(output: output)
        screen.editing {
            screen.post(.note("hello"))
            #expect(output.take() == [])
            for event in screen.takeEvents() { screen.print(event) }
            #expect(output.take() == [.note("hello")])
        }
    }

    @Test func whatTheEditorDidNotTakeIsPrintedBehindTheLineAndOrdersAreKept() {
        let screen = Screen(output: output)
        screen.editing {
            screen.post(.note("late"))
            screen.post(.interrupt)
        }
        #expect(output.take() == [.note("late")])
        let events = screen.takeEvents()
        #expect(events.count == 1 && events[0].endsWork)
    }

    @Test func eventsWakeWhoeverWaits() {
        let screen = Screen(output: output)
        let input = TypedInput()
        screen.post(.done)
        #expect(!Keys(terminal: input.descriptor).wait(or: screen.wakeup))
        #expect(screen.takeEvents().count == 1)
    }
}
