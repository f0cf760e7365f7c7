import GedisKit
import Testing

@testable import GedisHost

@Suite struct LogLineTests {
    private func line(_ message: String, _ fields: [(String, String)] = []) -> LogLine {
        LogLine(
            time: Timestamp(seconds: 1_769_860_800, milliseconds: 7), level: "warning", server: "main",
            message: message, fields: fields)
    }

    @Test func aLineForPeople() {
        #expect(
            line("wrong password", [("from", "127.0.0.1:4711"), ("user", "bob")]).text
                == "2026-01-31T12:00:00.007Z warning  wrong password · from=127.0.0.1:4711 user=bob")
    }

    @Test func valuesThatCouldBeMisreadStandInQuotes() {
        #expect(
            line("x", [("a", ""), ("b", "1 2"), ("c", "p=q"), ("d", "\"")]).text.hasSuffix(
                #" x · a="" b="1 2" c="p=q" d="\"""#))
    }

    @Test func linesOfAMessageAreSetInAndControlCharactersSteerNothing() {
        #expect(
            line("one\ntwo\u{1B}[31m", [("a", "x\ny")]).text.hasSuffix(
                "  one\n    two\\u001b[31m · a=\"x\\ny\""))
    }

    @Test func anObjectForPrograms() {
        #expect(
            line("a \"b\"\n\\", [("from", "é\u{7}")]).json
                == #"{"time":"2026-01-31T12:00:00.007Z","level":"warning","server":"main","message":"a \"b\"\n\\","#
                + #""from":"é\u0007"}"#)
    }

    @Test func timesAreInUTC() {
        #expect("\(Timestamp(seconds: 0, milliseconds: 0))" == "1970-01-01T00:00:00.000Z")
        #expect("\(Timestamp(seconds: 951_827_696, milliseconds: 99))" == "2000-02-29T12:34:56.099Z")
    }
}
