import GedisHost
import Testing

@Suite struct InterleavedLogsTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func linesAreInTheOrderOfTheirTimesWithTheServersNames() {
        var logs = InterleavedLogs(of: ["main", "b"])
        let lines = logs.add([
            bytes("2026-01-31T12:00:00.100Z info one\n2026-01-31T12:00:00.300Z info three\n    goes on\n"),
            bytes("{\"time\":\"2026-01-31T12:00:00.200Z\",\"level\":\"info\"}\n"),
        ])
        #expect(
            lines == [
                "main | 2026-01-31T12:00:00.100Z info one",
                "b    | {\"time\":\"2026-01-31T12:00:00.200Z\",\"level\":\"info\"}",
                "main | 2026-01-31T12:00:00.300Z info three", "main |     goes on",
            ])
    }

    @Test func aLineIsPrintedOnceItIsWhole() {
        var logs = InterleavedLogs(of: ["a", "b"])
        #expect(logs.add([bytes("hal"), bytes("x\n")]) == ["b | x"])
        #expect(logs.add([bytes("lo\nun"), []]) == ["a | hallo"])
        #expect(logs.add([[], []], isEnd: true) == ["a | un"])
    }
}
