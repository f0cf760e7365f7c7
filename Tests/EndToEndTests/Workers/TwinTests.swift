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

    /// As long as each other, because replies say how long they are.
    private static let names = ["compiled", "inpython", "isolated"]

    /// Adds the three, and hands `body` what asks the same of each and compares the answers with those of the first.
    private func withShops(
        _ assignments: [String],
        _ body: (WebServer, (String, (String) async throws -> String) async throws -> Void) async throws -> Void
    ) async throws {
        try await withWebServer { web in
            let scratch = web.scratch
            for assignment in assignments + ["namespaces.isolated.isolated=true"] {
                try await scratch.done("server", "set", "main", assignment)
            }
            for name in Self.names {
                let isPython = name == "inpython"
                let file = "\(name).\(isPython ? "py" : "swift")"
                try scratch.write(isPython ? Source.shopInPython : Source.shopInSwift, to: file)
                try await scratch.done("server", "add", "main", file)
            }
            try await body(web) { what, ask in
                var answers: [String] = []
                // What the author named otherwise is no difference: types stand in the struct in Swift.
                for name in Self.names {
                    answers.append(try await ask(name).replacing(name, with: "shop").replacing("Shop.", with: ""))
                }
                #expect(!answers[0].isEmpty, "\(what)")
                #expect(answers[1] == answers[0], "\(what)")
                #expect(answers[2] == answers[0], "\(what)")
            }
        }
    }

    @Test func rightsAreTheSame() async throws {
        let rights = Self.names.map { "\($0).sum \($0).pick \($0).later" }.joined(separator: " ")
        try await withShops(["users.reader.password=x", "users.reader.commands=\(rights) @connection"]) { web, same in
            let scratch = web.scratch
            try await scratch.done("server", "reload", "main")
            for version in ["-2", "-3"] {
                try await same("RESP\(version)") { name in
                    let input = Self.calls.split(separator: "\n").map { "\(name).\($0)\n" }.joined()
                    let replies = try await scratch.redisCLI(
                        web.server.port, version, "--no-raw", "--user", "reader", "--pass", "x", "--no-auth-warning",
                        input: input)
                    #expect(replies.contains("NOPERM") && replies.contains("(integer) 6"))
                    return replies
                }
            }
            for (command, body) in [
                ("sum", "[1]"), ("item", #"{"i":{"sku":"a","count":1}}"#), ("fail", ""), ("later", "[3]"),
            ] {
                try await same("\(command) over HTTP") { name in
                    let answer = try await web.call("\(name).\(command)", body, "--user", "reader:x", "--include")
                    return "\(answer.status) \(answer.body.withoutDate)"
                }
            }
        }
    }

    @Test func everyAnswerOverHTTPIsTheSame() async throws {
        try await withShops([]) { web, same in
            for (command, body) in [
                ("sum", #"{"a":1}"#), ("sum", #"{"a":1,"b":null}"#), ("sum", #"{"a":"x"}"#), ("sum", #"{"a":1.5}"#),
                ("sum", #"{"a":1,"c":2}"#), ("sum", "[1,2,3]"), ("sum", "[]"), ("sum", ""), ("sum", "nonsense"),
                ("sum", "[9223372036854775808]"), ("mean", "[1,2.5]"), ("mean", "[]"), ("mean", #"{"values":[1,2]}"#),
                ("mean", #"["x"]"#), ("pick", #"{"text":"ä\u0000","upper":true,"note":"n"}"#),
                ("pick", #"["a","maybe"]"#),
                ("size", #"["M"]"#), ("size", #"{"of":"S"}"#), ("item", #"{"i":{"sku":"a","count":1}}"#),
                ("item", #"{"i":{"sku":"a"}}"#), ("item", #"{"i":{"sku":"a","count":1,"size":"L","extra":{"x":0.1}}}"#),
                ("item", #"{"i":[]}"#), ("items", #"{"all":{"a":{"sku":"1","count":1}}}"#),
                ("items", #"[{"a":{"sku":"1","count":"x"}}]"#), ("echo", #"{"value":"AP8="}"#), ("echo", #"["?"]"#),
                ("kinds", #"["2026-01-31T12:00:00Z","123e4567-e89b-12d3-a456-426614174000","1.25"]"#),
                ("kinds", #"["x","123e4567-e89b-12d3-a456-426614174000","1.25"]"#), ("nothing", ""), ("nothing", "[1]"),
                ("fail", ""), ("later", "[3]"), ("later", #"["x"]"#), ("missing", ""),
            ] {
                try await same("\(command) \(body)") { name in
                    let answer = try await web.call("\(name).\(command)", body, "--include")
                    return "\(answer.status) \(answer.body.withoutDate)"
                }
            }
            try await same("a query") { name in
                let answer = try await web.curl("/call/\(name).sum?a=1", ["--include"])
                return "\(answer.status) \(answer.body.withoutDate)"
            }
            let described = try #require(
                JSONSerialization.jsonObject(with: Data(try await web.curl("/openapi.json").body.utf8))
                    as? [String: Any])
            let paths = try #require(described["paths"] as? [String: Any])
            try await same("the OpenAPI document") { name in
                // An Item is coded by hand in Swift, and `kinds` is a Value there: so what replies them is not described.
                let own = paths.filter { path, _ in
                    path.hasPrefix("/call/\(name).") && !path.contains(".item") && !path.hasSuffix(".kinds")
                }
                #expect(own.count == 8)
                let json = try JSONSerialization.data(withJSONObject: own, options: [.sortedKeys, .prettyPrinted])
                return String(decoding: json, as: UTF8.self)
            }
            try await same("COMMAND INFO and DOCS") { name in
                var text = ""
                for command in ["sum", "mean", "pick", "size", "echo", "nothing", "fail"] {
                    text += try await web.scratch.redisCLI(web.server.port, "COMMAND", "INFO", "\(name).\(command)")
                    text += try await web.scratch.redisCLI(web.server.port, "COMMAND", "DOCS", "\(name).\(command)")
                }
                return text
            }
        }
    }
}

extension String {
    /// Headers and body without the time of the answer.
    fileprivate var withoutDate: String {
        split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.lowercased().hasPrefix("date:") }
            .joined(separator: "\n")
    }
}
