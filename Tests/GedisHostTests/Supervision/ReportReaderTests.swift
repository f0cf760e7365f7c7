import Glibc
import Logging
import Synchronization
import Testing

@testable import GedisHost

@Suite struct ReportReaderTests {
    /// All lines that come of the bytes when they arrive in parts, and the report.
    private func read(_ text: String, inPartsOf size: Int) -> (lines: [String], report: String?) {
        var reports = ReportReader.Reports()
        var lines: [String] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            lines += reports.take(rest.prefix(size))
            rest = rest.dropFirst(size)
        }
        return (lines + reports.rest, reports.report)
    }

    @Test(arguments: [1, 2, 3, 100])
    func linesComeAsTheyEndAndWhatFollowsTheMarkIsAReport(size: Int) {
        #expect(read("one\n\ntwo\nthree", inPartsOf: size) == (["one", "two", "three"], nil))
        #expect(read("one\n\0\n*** crashed\n 0 calc\n\n", inPartsOf: size) == (["one"], "*** crashed\n 0 calc"))
        #expect(read("fatal\0", inPartsOf: size) == (["fatal"], nil))
    }

    @Test func aLineOrAReportWithoutAnEndIsBounded() {
        let long = String(repeating: "x", count: 200_000)
        #expect(read(long, inPartsOf: 5000).lines.map(\.count) == [65536, 65536, 65536, 3392])
        #expect(read("\0" + long, inPartsOf: 5000).report?.count == 65536)
    }

    @Test func everythingIsLoggedBeforeTheEndIsKnown() {
        var ends: [Int32] = [-1, -1]
        #expect(pipe(&ends) == 0)
        let logged = Mutex<[String]>([])
        let reader = ReportReader(ends[0]) { level, text in logged.withLock { $0.append("\(level) \(text)") } }
        let text = "one\ntwo\0three"
        #expect(write(ends[1], text, text.utf8.count) == text.utf8.count)
        close(ends[1])
        reader.wait(atMost: 60)
        #expect(logged.withLock { $0 } == ["critical one", "critical two", "error three"])
    }
}
