import GedisKit
import GedisNamespaces
import TestSupport
import Testing

@Suite(.takesTurns) struct ReplyTests {
    /// Every type of reply, from every kind of method.
    private static let source = """
        import GedisKit

        final class Replies: Sendable {
            enum Mode: String { case fast, slow }
            enum Code: Int, Codable { case one = 1, two }
            struct Account: Encodable { var name: String, age: Int?, tags: [String] }
            struct Own: Reply { func write(to writer: inout ReplyWriter) { writer.simple("own") } }
            struct Trouble: Error, CustomStringConvertible { var description: String { "trouble" } }

            func nothing() {}
            func text() -> String { "a" }
            func number() -> Int32 { 7 }
            func real() -> Double { 0.5 }
            func truth() -> Bool { true }
            func bytes() -> [UInt8] { [104, 105] }
            func none() -> String? { nil }
            func list() -> [Int?] { [1, nil] }
            func map() -> [String: Int] { ["a": 1] }
            func pairs() -> KeyValuePairs<String, Int> { ["b": 2, "a": 1] }
            func unique() -> Set<Int> { [5] }
            func mode() -> Mode { .fast }
            func modeOrNot(_ there: Bool) -> Mode? { there ? .slow : nil }
            func modes() -> [Mode] { [.fast, .slow] }
            func code() -> Code { .two }
            func codes() -> [Code] { [.one, .two] }
            func codeOrNot() -> Code? { .two }
            func account() -> Account { Account(name: "x", age: nil, tags: ["t"]) }
            func accounts() -> [Account] { [Account(name: "x", age: 1, tags: [])] }
            func accountOrNot() throws -> Account? { nil }
            func book() -> [String: Account] { [:] }
            func own() -> Own { Own() }
            func opaque() -> some Reply { "o" }
            func value() -> Value { ["k": 1] }
            func scalar() -> Scalar? { .integer(3) }
            func later() async -> [Account] { await Task.yield(); return accounts() }
            func fails() throws { throw CommandError("no such account", code: "NOTFOUND") }
            func typed() throws(CommandError) -> Int { throw CommandError("typed") }
            func failsLater() async throws -> Int { await Task.yield(); throw Trouble() }
            func unused() -> Int { let unused = 1; return 2 }
        }
        """

    @Test(arguments: [
        ("nothing", "+OK"), ("text", "$1|a"), ("number", ":7"), ("real", ",0.5"), ("truth", "#t"), ("bytes", "$2|hi"),
        ("none", "_"), ("list", "*2|:1|_"), ("map", "%1|$1|a|:1"), ("pairs", "%2|$1|b|:2|$1|a|:1"),
        ("unique", "~1|:5"), ("mode", "$4|fast"), ("modes", "*2|$4|fast|$4|slow"), ("code", ":2"),
        ("codes", "*2|:1|:2"), ("codeOrNot", ":2"), ("account", "%2|$4|name|$1|x|$4|tags|*1|$1|t"),
        ("accounts", "*1|%3|$4|name|$1|x|$3|age|:1|$4|tags|*0"), ("accountOrNot", "_"), ("book", "%0"), ("own", "+own"),
        ("opaque", "$1|o"), ("value", "%1|$1|k|:1"), ("scalar", ":3"),
        ("later", "*1|%3|$4|name|$1|x|$3|age|:1|$4|tags|*0"), ("fails", "NOTFOUND no such account"),
        ("typed", "ERR typed"), ("failsLater", "trouble"),
    ])
    func repliesEveryType(_ command: String, _ reply: String) async throws {
        let replies = try await Self.built.value.load(in: Namespace.Environment(name: "replies"))
        #expect(await replies.call(command) == reply)
    }

    @Test func repliesAnEnumOrNull() async throws {
        let replies = try await Self.built.value.load(in: Namespace.Environment(name: "replies"))
        #expect(await replies.call("modeOrNot", "true") == "$4|slow")
        #expect(await replies.call("modeOrNot", "false", version: .resp2) == "$-1")
    }

    @Test func passesOnWhatTheCompilerWarnsOf() async throws {
        let warnings = try await Self.built.value.warnings
        #expect(warnings.count == 1)
        #expect(warnings.first?.description.hasPrefix("Replies.swift:39:32: warning: ") == true)
        #expect(warnings.first?.excerpt.contains("let unused = 1") == true)
    }

    /// The library outlives its cache: it is loaded by the first test, and the others load the same file.
    private static let built = Task {
        try await build("Replies.swift", source)
    }
}
