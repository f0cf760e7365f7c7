import FoundationEssentials
import GedisKit
import GedisNamespaces
import TestSupport
import Testing

@Suite(.takesTurns) struct GlueTests {
    @Test func actorsAreAwaited() async throws {
        let source = """
            import GedisKit

            /// Counts
            /// things.
            actor Counter {
                private var count = 0
                init() throws {}
                func add(_ more: Int = 1) -> Int { count += more; return count }
                nonisolated func unit() -> String { "things" }
            }
            """
        try await withScratchFolder { folder in
            let glue = try await build("counter.swift", source, in: folder).glue
            #expect(
                glue == """
                    // Generated from counter.swift. Do not edit.
                    // swift-format-ignore-file

                    import GedisKit

                    extension Counter {
                        /// Makes the namespace's commands. It runs once: optimizing it would only make compiling slower.
                        @_optimize(none)
                        nonisolated static func gedisNamespace(
                            in environment: GedisKit.Namespace.Environment
                        ) throws -> GedisKit.Namespace {
                            let instance = try Counter()
                            var namespace = GedisKit.Namespace(name: environment.name, summary: "Counts things.", commands: [])

                            // counter.swift:8: func add(_ more: Int = 1) -> Int
                            namespace.commands.append(
                                GedisKit.Command(
                                    name: "add",
                                    parameters: [
                                        GedisKit.Parameter(name: "more", type: "Int", schema: .integer(), presence: .defaulted(expression: "1")),
                                    ],
                                    returns: "Int",
                                    result: .integer(),
                                    handler: .asynchronous { calls in
                                        try await calls.answer(on: instance) { calls, instance in
                                            while calls.next() {
                                                guard calls.arguments.count > 0 else { calls.reply.result(instance.add()); continue }
                                                let more = try calls.arguments.decode(Int.self, at: 0, "more")
                                                calls.reply.result(instance.add(more))
                                            }
                                        }
                                    }))

                            // counter.swift:9: nonisolated func unit() -> String
                            namespace.commands.append(
                                GedisKit.Command(
                                    name: "unit",
                                    returns: "String",
                                    result: .string(),
                                    handler: .synchronous { arguments, reply in
                                        reply.result(instance.unit())
                                    }))

                            return namespace
                        }
                    }

                    """)
        }
    }

    @Test func documentationBecomesHelp() async throws {
        let source = """
            import GedisKit
            enum Tools {
                /// Joins "words".
                ///
                /// The first paragraph.
                ///
                ///     let code = \\n
                ///
                /// - Parameters:
                ///   - separator: what stands
                ///     between them
                ///   - words: the words
                /// - Returns: one word
                /// - Throws: nothing
                static func join(separator: String, _ words: String...) -> String { words.joined(separator: separator) }
            }
            """
        try await withScratchFolder { folder in
            let glue = try await build("tools.swift", source, in: folder).glue
            #expect(
                glue == #"""
                    // Generated from tools.swift. Do not edit.
                    // swift-format-ignore-file

                    import GedisKit

                    extension Tools {
                        /// Makes the namespace's commands. It runs once: optimizing it would only make compiling slower.
                        @_optimize(none)
                        nonisolated static func gedisNamespace(
                            in environment: GedisKit.Namespace.Environment
                        ) throws -> GedisKit.Namespace {
                            var namespace = GedisKit.Namespace(name: environment.name, summary: "", commands: [])

                            // tools.swift:15: static func join(separator: String, _ words: String...) -> String
                            namespace.commands.append(
                                GedisKit.Command(
                                    name: "join",
                                    summary: "Joins \"words\".",
                                    discussion: """
                                    The first paragraph.

                                        let code = \\n

                                    Returns: one word

                                    Throws: nothing
                                    """,
                                    parameters: [
                                        GedisKit.Parameter(name: "separator", type: "String", help: "what stands between them"),
                                        GedisKit.Parameter(name: "words", type: "String", help: "the words", presence: .variadic),
                                    ],
                                    returns: "String",
                                    result: .string(),
                                    handler: .synchronous { arguments, reply in
                                        let separator = try arguments.decode(String.self, at: 0, "separator")
                                        guard arguments.count > 1 else { return reply.result(Tools.join(separator: separator)) }
                                        let words = try arguments.decodeRest(String.self, from: 1, "words")
                                        reply.result(Tools.join_array(separator, words))
                                    }))

                            return namespace
                        }
                    }

                    extension Tools {
                        /// `join` with an array for its variadic parameter: `T...` is compiled as `[T]`.
                        private static func join_array(_ value0: String, _ value1: [String]) -> String {
                            let function = join(separator:_:) as (String, String...) -> String
                            let cast = unsafeBitCast(function, to: ((String, [String]) -> String).self)
                            return cast(value0, value1)
                        }
                    }

                    """#)
        }
    }

    @Test func theBuiltInNamespaceIsWhatItsSourceGenerates() async throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../Sources/GedisCore/System")
        try await withScratchFolder { scratch in
            let source = try NamespaceSource(path: folder.appending(path: "System.swift").path)
            let built = try await NamespaceBuilder(cache: scratch + "/cache").build(source)
            let committed = try String(contentsOf: folder.appending(path: "System+Glue.swift"), encoding: .utf8)
            #expect(built.glue == committed)
            #expect(built.commands.map(\.name) == ["ping", "set", "get", "incr", "delete", "keys"])
        }
    }

    /// `scripts/bench --check` counts what a server would run.
    @Test(arguments: ["Bench", "Tally"]) func theGlueWhoseInstructionsAreCountedIsWhatItsSourceGenerates(
        _ name: String
    ) async throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Benchmarks")
        try await withScratchFolder { scratch in
            let source = try NamespaceSource(path: folder.appending(path: "Namespaces/\(name).swift").path)
            let built = try await NamespaceBuilder(cache: scratch + "/cache").build(source)
            let committed = try String(
                contentsOf: folder.appending(
                    path: "Instructions/Sources/instructions/Commands/\(name)+Glue.swift"), encoding: .utf8)
            #expect(built.glue == committed)
        }
    }

    @Test func anExamplesGlueIsWhatItsSourceGenerates() async throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../instances/server/main")
        try await withScratchFolder { scratch in
            let source = try NamespaceSource(path: folder.appending(path: "greet.swift").path)
            let built = try await NamespaceBuilder(cache: scratch + "/cache").build(source)
            let committed = try String(contentsOf: folder.appending(path: "generated/greet.swift"), encoding: .utf8)
            #expect(built.glue == committed)
        }
    }

    /// Characters are more than one scalar where a mark joins them; what a comment says stays text.
    @Test(arguments: [
        "\u{600}\\({ () -> Swift.String in fatalError() }())", "\\\u{301}(fatalError())", "\"\u{301}",
        "\u{600}\"\u{600}\"\u{600}\" \"\"\"\" \"\"\"\u{301}", "\\", "'\\'", "a\u{7}\u{202E}b\u{2028}c", "tab\there",
    ])
    func whatACommentSaysIsNoCode(_ text: String) async throws {
        let source = """
            import GedisKit
            struct Doc {
                /// One \(text)
                ///
                /// First \(text)
                /// second \(text)
                ///
                /// - Parameter b: what \(text)
                func a(_ b: Int = 1) -> Int { b }
            }
            """
        let built = try await build("doc.swift", source)
        let doc = try built.load(in: Namespace.Environment(name: "doc"))
        #expect(await doc.call("a") == ":1")
        let command = try #require(doc.commands.first)
        let described = try #require(built.commands.first)
        #expect(command.summary == described.summary && command.summary.hasPrefix("One "))
        #expect(command.discussion == described.discussion && command.discussion.contains("\nsecond "))
        #expect(command.parameters == described.parameters)
    }
}
