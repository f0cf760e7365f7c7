import GedisDispatch
import Glibc
import Testing

@Suite struct TrappedSignalsTests {
    @Test func aSignalComesInTheSequenceAndEndsNothing() async {
        await #expect(processExitsWith: .success) {
            let signals = await TrappedSignals.stream(of: SIGTERM, SIGUSR1)
            kill(getpid(), SIGTERM)
            var seen: [Int32] = []
            for await number in signals {
                seen.append(number)
                if seen.count == 2 { break }
                kill(getpid(), SIGUSR1)
            }
            #expect(seen == [SIGTERM, SIGUSR1])
        }
    }
}
