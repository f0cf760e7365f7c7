import GedisKit
import GedisNamespaces
import TestSupport
import Testing

@Suite(.takesTurns) struct LoadingTests {
    @Test func variadicMethodsOfEveryKindTakeAllArguments() async throws {
        let source = """
            import GedisKit
            actor Sums {
                var total = 0
                func add(_ numbers: Int...) -> Int { total += numbers.reduce(0, +); return total }
                func addLater(_ first: String, numbers: Int..., request: Request) async throws -> String {
                    await Task.yield()
                    guard !numbers.contains(0) else { throw CommandError("zero") }
                    total += numbers.reduce(0, +)
                    return "\\(first) \\(total) \\(request.count)"
                }
                nonisolated func join(_ words: String..., namespace: String) throws -> String {
                    guard words.count < 4 else { throw CommandError("too many") }
                    return words.joined(separator: namespace)
                }
                nonisolated func joinLater(_ words: String...) async -> String { words.joined() }
                static func count(_ words: String...) -> Int { words.count }
                static func typed(_ a: Int? = nil, _ words: Double...) throws(CommandError) -> Double {
                    throw CommandError("\\(a ?? 0) \\(words)")
                }
                @MainActor func main(_ words: String...) -> Int { words.count }
            }
            """
        try await withScratchFolder { folder in
            let sums = try await build("sums.swift", source, in: folder).load(in: Namespace.Environment(name: "-"))
            #expect(await sums.call("add", "1", "2", "3") == ":6")
            #expect(await sums.call("add") == ":6")
            #expect(await sums.call("addLater", "a") == "$5|a 6 2")
            #expect(await sums.call("addLater", "a", "4", "5") == "$6|a 15 4")
            #expect(await sums.call("addLater", "a", "0") == "ERR zero")
            #expect(await sums.call("join", "a", "b") == "$3|a-b")
            #expect(await sums.call("join", "a", "b", "c", "d") == "ERR too many")
            #expect(await sums.call("joinLater", "a", "b") == "$2|ab")
            #expect(await sums.call("count", "a", "b") == ":2")
            #expect(await sums.call("typed", "1", "2.5") == "ERR 1 [2.5]")
            #expect(await sums.call("typed") == "ERR 0 []")
            #expect(await sums.call("main", "a", "b") == ":2")
        }
    }

    /// Other modules' types are named in the glue, which therefore imports their modules.
    @Test func typesOfOtherModulesWork() async throws {
        let source = """
            import Foundation
            import GedisKit

            final class Dates {
                struct Span: Encodable { var start: Date; var text: String }
                static func span(_ start: Date = Date(timeIntervalSinceReferenceDate: 2)) -> [Span] {
                    [Span(start: start, text: "a".uppercased().trimmingCharacters(in: .whitespaces))]
                }
            }
            extension Date: @retroactive Argument {
                public init?(argument: RawSpan) {
                    guard let seconds = Double(argument: argument) else { return nil }
                    self.init(timeIntervalSinceReferenceDate: seconds)
                }
                public static var argumentExpectation: String { "seconds" }
            }
            """
        try await withScratchFolder { folder in
            let dates = try await build("dates.swift", source, in: folder).load(
                in: Namespace.Environment(name: "dates"))
            #expect(await dates.call("span", "1.5") == "*1|%2|$5|start|$24|2001-01-01T00:00:01.500Z|$4|text|$1|A")
            #expect(await dates.call("span") == "*1|%2|$5|start|$20|2001-01-01T00:00:02Z|$4|text|$1|A")
            #expect(await dates.call("span", "x") == "argument 1 'start' must be seconds, got \"x\"")
        }
    }

    @Test func aBackendCrossesTheBoundary() async throws {
        let source = """
            import GedisKit
            struct Store {
                func set(_ key: String, _ value: String, namespace: String, dbclient: any Backend) async throws {
                    try await dbclient.put(namespace, [key: value])
                }
                func get(_ key: String, namespace: String, dbclient: (any Backend)?) async throws -> Scalar? {
                    try await dbclient?.get(namespace, key)
                }
            }
            """
        try await withScratchFolder { folder in
            let built = try await build("store.swift", source, in: folder)
            let backend = TestBackend()
            let store = try built.load(in: Namespace.Environment(name: "here", backend: backend))
            #expect(await store.call("set", "a", "b") == "+OK")
            #expect(await store.call("get", "a") == "$1|b")
            #expect(try await backend.get("here", "a") == .string("b"))
            let bare = try built.load(in: Namespace.Environment(name: "bare"))
            #expect(await bare.call("get", "a") == "_")
            #expect(await bare.call("set", "a", "b").hasPrefix("ERR bare needs a backend"))
        }
    }

    @Test func aChangedSourceIsLoadedBesideTheOldOne() async throws {
        try await withScratchFolder { folder in
            var versions: [Namespace] = []
            for version in 1...3 {
                let source = """
                    import GedisKit
                    actor Count {
                        var calls = 0
                        func next() -> String { calls += 1; return "version \(version) call \\(calls)" }
                    }
                    """
                versions.append(
                    try await build("count.swift", source, in: folder).load(in: Namespace.Environment(name: "count")))
                for (index, namespace) in versions.enumerated() {
                    let reply = "version \(index + 1) call \(version - index)"
                    #expect(await namespace.call("next") == "$\(reply.count)|\(reply)")
                }
            }
        }
    }

    @Test func loadingTwiceMakesTwoInstances() async throws {
        let source = """
            import GedisKit
            actor Twice { var n = 0; func next() -> Int { n += 1; return n } }
            """
        try await withScratchFolder { folder in
            let built = try await build("twice.swift", source, in: folder)
            let first = try built.load(in: Namespace.Environment(name: "one"))
            let second = try built.load(in: Namespace.Environment(name: "two"))
            #expect(await first.call("next") == ":1")
            #expect(await first.call("next") == ":2")
            #expect(await second.call("next") == ":1")
            #expect(second.name == "two")
        }
    }

    @Test func anInitThatFailsIsALoadError() async throws {
        let source = """
            import GedisKit
            struct Broken { init() throws { throw CommandError("no licence") }; func a() {} }
            """
        try await withScratchFolder { folder in
            let built = try await build("broken.swift", source, in: folder)
            let error = #expect(throws: NamespaceError.self) {
                try built.load(in: Namespace.Environment(name: "broken"))
            }
            #expect(error == NamespaceError(.load, "broken.swift: init() of namespace broken failed: ERR no licence"))
        }
    }
}
