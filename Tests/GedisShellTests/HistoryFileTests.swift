import Foundation
import TestSupport
import Testing

@testable import GedisShell

@Suite struct HistoryFileTests {
    private let scratch: ScratchFolder
    private var path: String { scratch.path("history") }

    init() throws { scratch = try ScratchFolder() }

    @Test func linesAreKeptForTheUserOnly() throws {
        let history = HistoryFile(path: path)
        #expect(history.lines() == [])
        history.append("calc.sum 1 2")
        history.append("ping")
        #expect(HistoryFile(path: path).lines() == ["calc.sum 1 2", "ping"])
        #expect(scratch.mode("history") == 0o600)
    }

    @Test func aFileThatHasGrownLongIsCutToTheNewestLines() throws {
        try scratch.write((0..<2500).map { "\($0)\n" }.joined(), to: "history")
        let lines = HistoryFile(path: path).lines()
        #expect(lines.count == 1000 && lines.first == "1500" && lines.last == "2499")
        #expect(try scratch.read("history").split(separator: "\n").count == 1000)
    }

    @Test func aLinkIsNotFollowed() throws {
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path + ".other")
        HistoryFile(path: path).append("ping")
        #expect(!scratch.exists("history.other"))
    }
}
