import GedisKit
import Testing

@testable import GedisCore

@Suite struct CommandRulesTests {
    @Test(arguments: [
        (["*"], "demo.sum", true), ([], "demo.sum", false), (["demo.*"], "demo.sum", true),
        (["demo.*"], "publish", false), (["demo.*", "-demo.sum"], "demo.sum", false),
        (["-demo.sum", "demo.*"], "demo.sum", true), (["DEMO.SUM"], "demo.sum", true), (["@pubsub"], "publish", true),
        (["*", "-@pubsub"], "publish", false), (["@demo"], "demo.sum", true), (["client"], "client|kill", true),
        (["client|kill"], "client|list", false), (["*", "-client|kill"], "client|kill", false),
    ])
    func theLastThatFitsDecides(patterns: [String], command: String, isAllowed: Bool) throws {
        let counters = Counters()
        let tables = CommandTables(Commands(clients: [.demo]), counters: counters)
        let entries = tables.clients.entries.flatMap { [$0] + $0.subcommands }
        let entry = try #require(entries.first { $0.name == command })
        #expect(CommandRules(patterns).allow(entry) == isAllowed)
    }
}

@Suite struct GlobTests {
    @Test(arguments: [
        ("*", "", true), ("*", "abc", true), ("", "", true), ("", "a", false), ("a*c", "abbc", true),
        ("a*c", "abb", false),
        ("a?c", "abc", true), ("a?c", "ac", false), ("[a-c]x", "bx", true), ("[a-c]x", "dx", false),
        ("[^a-c]x", "dx", true), ("[c-a]x", "bx", true), ("\\*", "*", true), ("\\*", "a", false), ("[a\\]]", "]", true),
        ("a**b", "ab", true), ("*a*b*", "xxaxxbxx", true), ("*a*b*", "xxbxxaxx", false), ("[a", "a", true),
        ("h[ae]llo", "hello", true), ("news.*", "news.art.music", true), ("a", "aa", false),
    ])
    func fits(pattern: String, text: String, isMatch: Bool) {
        #expect(Glob(pattern).matches(Array(text.utf8)) == isMatch)
    }

    @Test func manyStarsAreNoTrap() {
        let pattern = Glob(String(repeating: "a*", count: 500) + "b")
        #expect(!pattern.matches(Array(repeating: UInt8(ascii: "a"), count: 5000)))
    }
}
