import Foundation
import TestSupport
import Testing

/// One namespace in Swift, in Python, and in Swift in a process of its own: no client sees a difference.
@Suite(.takesLongTurns, .timeLimit(.minutes(5))) struct TwinTests {
    private static let calls = #"""
        sum 1
        sum 1 5
        sum -9 +2
        sum x
        sum 1 ''
        sum
        sum 1 2 3
        sum 9223372036854775808
        mean
        mean 1 2 6
        mean 1 two
        mean nan
        pick a
        pick a yes
        pick a maybe
        pick a off "<b>"
        pick "\xff"
        size S
        size M
        item '{"sku":"a","count":1}'
        item '{"sku":"a","count":1,"size":"L","extra":{"x":1.5},"more":[]}'
        item '{"sku":"a","count":1,"size":"XL"}'
        item '{"sku":"a","count":"1"}'
        item '{"count":1}'
        item '{"sku":"a","count":1,"extra":{"x":"y"}}'
        item nonsense
        item []
        items '{"b":{"sku":"2","count":2},"a":{"sku":"1","count":1,"size":null}}'
        items '{"b":{"sku":"2"}}'
        echo "\x00\xff\r\n"
        kinds 2026-01-31T12:00:00Z 123e4567-e89b-12d3-a456-426614174000 1.25
        kinds yesterday 123e4567-e89b-12d3-a456-426614174000 1.25
        kinds 2026-01-31T12:00:00Z 123e4567 1.25
        kinds 2026-01-31T12:00:00Z 123e4567-e89b-12d3-a456-426614174000 1,25
        nothing
        fail
        later 3
        later x
        """#

    @Test func everyReplyErrorAndHelpIsTheSame() async throws {
        try await withWebServer { web in
            let scratch = web.scratch
            try scratch.write(Source.shopInSwift, to: "swiftshop.swift")
            try scratch.write(Source.shopInPython, to: "pythonshop.py")
            try scratch.write(Source.shopInSwift, to: "isolatedshop.swift")
            try await scratch.done("server", "set", "main", "namespaces.isolatedshop.isolated=true")
            try await scratch.done("server", "add", "main", "swiftshop.swift")
            try await scratch.done("server", "add", "main", "isolatedshop.swift")
            let added = try await scratch.done("server", "add", "main", "pythonshop.py")
            #expect(
                added.hasPrefix(
                    "added namespace pythonshop · sum mean pick size item items echo kinds nothing fail later · live in "
                ))

            func all(
                _ ask: (String) async throws -> String
            ) async throws -> (swift: [String], python: [String], isolated: [String]) {
                func lines(_ name: String) async throws -> [String] {
                    try await ask(name).replacing("\(name).", with: "shop.").split(
                        separator: "\n", omittingEmptySubsequences: false
                    ).map(String.init)
                }
                return (try await lines("swiftshop"), try await lines("pythonshop"), try await lines("isolatedshop"))
            }
            for version in ["-2", "-3"] {
                let replies = try await all { name in
                    let input = Self.calls.split(separator: "\n").map { "\(name).\($0)\n" }.joined()
                    return try await scratch.redisCLI(web.server.port, version, "--no-raw", input: input)
                }
                #expect(replies.swift.count > 30)
                #expect(replies.python == replies.swift)
                #expect(replies.isolated == replies.swift)
            }
            let docs = try await all { name in
                var text = ""
                for command in ["sum", "mean", "pick", "nothing"] {
                    text += try await scratch.redisCLI(web.server.port, "COMMAND", "DOCS", "\(name).\(command)") + "\n"
                }
                return text.replacing("\n\(name)\n", with: "\nshop\n")
            }
            #expect(docs.python == docs.swift)
            #expect(docs.isolated == docs.swift)

            for (command, body) in [
                ("sum", #"{"a":1}"#), ("sum", #"{"a":"x"}"#), ("mean", "[1,2]"),
                ("pick", #"{"text":"a","upper":true}"#),
                ("item", #"{"i":{"sku":"a","count":1}}"#), ("item", #"{"i":{"sku":"a"}}"#), ("fail", ""),
                ("nothing", ""),
                ("echo", #"{"value":"AP8="}"#), ("size", #"["M"]"#),
            ] {
                let answers = try await all { name in
                    let answer = try await web.call("\(name).\(command)", body)
                    return "\(answer.status) \(answer.body)"
                }
                #expect(answers.python == answers.swift, "\(command) \(body)")
                #expect(answers.isolated == answers.swift, "\(command) \(body)")
            }
            let listed = try await scratch.done("server", "commands", "main")
            #expect(listed.contains(/pythonshop\.sum +a:Int \[b:Int=2\] +Int +Adds two numbers\./))
            let described = try await web.curl("/openapi.json").body
            #expect(described.contains("/call/pythonshop.item"))
            #expect(described.contains("How large."))
        }
    }
}
