import GedisKit
import GedisNamespaces
import Synchronization
import TestSupport
import Testing

/// What a namespace is handed besides arguments, and what it does besides answering calls.
@Suite(.takesTurns) struct LifeTests {
    private static let source = """
        import GedisKit

        actor Jobs {
            struct Settings: Codable { var prefix: String, limit: Int? }
            struct State: Codable, Sendable { var count: Int, raw: [UInt8] }

            static let schedules: [Schedule<Jobs>] = [.every(.minutes(5)) { await $0.sweep() }]

            private let settings: Settings
            private let events: Events
            private var count: Int
            private var raw: [UInt8]
            private let name: String

            init(
                settings: Settings, state: State?, dbclient: (any Backend)?, events: Events, log: Log, namespace: String
            ) throws {
                guard settings.limit != 0 else { throw CommandError("limit must not be 0") }
                self.settings = settings
                self.events = events
                name = namespace
                count = state?.count ?? 0
                raw = state?.raw ?? []
                log.info("begins with \\(state?.count ?? 0)")
            }

            func before(_ call: Call, context: Context) throws {
                guard context.caller.user == "ada" else { throw CommandError("not for \\(context.caller.user)", code: "DENIED") }
                guard call.arguments != ["stop"] else { throw CommandError("\\(call.command) may not") }
            }

            func add(_ word: String) -> Int { count += 1; raw.append(UInt8(count)); return count }
            func who(_ greeting: String, context: Context, log: Log) -> String {
                log.warning("hello")
                return "\\(settings.prefix)\\(greeting) \\(context.caller.user) \\(context.caller.transport) \\(context.namespace)"
            }
            nonisolated func limit(settings: Settings?) -> Int { settings?.limit ?? -1 }
            func sweep() -> String { count += 100; return "\\(count)" }
            func state() -> State { State(count: count, raw: raw) }
            func stop() async { events.publish("stopped", name) }
        }
        """

    private static let built = Task { try await build("jobs.swift", source) }

    private struct Line: Equatable {
        var text: String
        var details: [String: String]
    }

    private func jobs(
        settings: String? = #"{"prefix":"> ","limit":3}"#, state: String? = nil, events: Events = .unheard,
        log: Log = .none
    ) async throws -> Namespace {
        try await Self.built.value.load(
            in: Namespace.Environment(
                name: "work", events: events, log: log, settings: settings.map { Array($0.utf8) },
                state: state.map { Array($0.utf8) }))
    }

    @Test func lifeIsNoCommand() async throws {
        let jobs = try await jobs()
        #expect(jobs.commands.map(\.name) == ["add", "who", "limit", "sweep"])
        #expect(jobs.commands.first { $0.name == "who" }?.parameters.map(\.name) == ["greeting"])
        #expect(jobs.life.tasks.map(\.period) == [.seconds(300)])
    }

    @Test func commandsKnowWhoCalls() async throws {
        let lines = Mutex<[Line]>([])
        let log = Log { _, text, details in
            lines.withLock { $0.append(Line(text: text, details: Dictionary(details) { $1 })) }
        }
        let jobs = try await jobs(log: log)
        #expect(await jobs.call("who", "hi") == "$21|> hi ada program work")
        #expect(await jobs.call("limit") == ":3")
        #expect(
            lines.withLock { $0 } == [
                Line(text: "begins with 0", details: ["namespace": "work"]),
                Line(text: "hello", details: ["namespace": "work", "command": "work.who", "user": "ada"]),
            ])
    }

    @Test func callsCanBeRefusedBeforeTheyRun() async throws {
        let jobs = try await jobs()
        #expect(await jobs.call("add", "stop") == "ERR add may not")
        #expect(await jobs.call("add", "go") == ":1")
    }

    @Test(arguments: [
        (nil, "settings.prefix is missing"), (#"{"prefix":5}"#, "settings.prefix must be text, got 5"),
        (#"{"prefix":"","limit":"x"}"#, #"settings.limit must be an integer, got "x""#),
    ])
    func settingsThatAreWrongAreNamed(_ settings: String?, _ problem: String) async throws {
        let error = await #expect(throws: NamespaceError.self) { _ = try await jobs(settings: settings) }
        #expect(error?.message.contains(problem) == true, "\(String(describing: error))")
        #expect(error?.settings?.description == problem)
    }

    @Test func whatIsHandedOnArrives() async throws {
        let first = try await jobs()
        _ = await first.call("add", "a")
        _ = await first.call("add", "b")
        let state = try #require(try await first.life.state?())
        #expect(String(decoding: state, as: UTF8.self) == "%2\r\n$5\r\ncount\r\n:2\r\n$3\r\nraw\r\n$4\r\nAQI=\r\n")
        let second = try await jobs(state: #"{"count":2,"raw":"AQI="}"#)
        #expect(await second.call("add", "c") == ":3")
        // What the next version's type does not take is left behind.
        let third = try await jobs(state: #"{"count":"x"}"#)
        #expect(await third.call("add", "c") == ":1")
    }

    @Test func schedulesAndStopAreOfTheInstance() async throws {
        let published = Mutex<[String]>([])
        let jobs = try await jobs(
            events: Events { _, message in
                published.withLock { $0.append(String(decoding: message, as: UTF8.self)) }
                return 0
            })
        try await jobs.life.tasks.first?.run()
        #expect(await jobs.call("add", "a") == ":101")
        await jobs.life.stop?()
        #expect(published.withLock { $0 } == ["work"])
    }
}
