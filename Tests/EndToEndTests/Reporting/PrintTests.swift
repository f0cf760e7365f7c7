import Foundation
import TestSupport
import Testing

/// What namespaces print.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct PrintTests {
    @Test func itShowsInTheLogAtOnceAndIsNotLostInACrash() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startLasting()
            try await scratch.add(
                """
                import GedisKit

                struct Say {
                    func it(_ text: String) { print("said", text) }

                    func die(_ numbers: Int...) -> Int {
                        print("last words")
                        return numbers[0]
                    }
                }

                """, as: "say")
            #expect(try RawConnection(port: server.port).call("say.it", "hello") == "+OK\r\n")
            #expect(try await scratch.log().contains("said hello"))
            try await scratch.crash(server, "say.die")
            #expect(try await scratch.log().contains("last words"))
        }
    }

    /// One line of a log for programs.
    private struct Event: Decodable {
        var level: String
        var message: String
        var namespace: String?
        var pid: String?
    }

    @Test func eachLineIsAnEventOfItsNamespaceAndACrashsReportIsOne() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startLasting("log_format=json")
            try await scratch.add(
                """
                import GedisKit
                import Glibc

                struct Say {
                    init() { print("from the init") }

                    func it(_ text: String) { print("said", text) }

                    func later() async {
                        await Task.yield()
                        print("one\\ntwo", "words")
                    }

                    func raw() { write(2, "past print\\n", 11) }

                    func die(_ numbers: Int...) -> Int {
                        print("last words")
                        return numbers[0]
                    }
                }

                """, as: "say")
            let connection = try RawConnection(port: server.port)
            #expect(try connection.call("say.it", "\"") == "+OK\r\n")
            for call in ["say.later", "say.raw"] { #expect(try connection.call(call) == "+OK\r\n") }
            try await scratch.crash(server, "say.die")
            try await scratch.logs("Backtrace took")
            let log = try await scratch.log()
            let events = try log.split(separator: "\n").map { line in
                try JSONDecoder().decode(Event.self, from: Data(line.utf8))
            }
            for message in ["from the init", "said \"", "one", "two words", "last words"] {
                let event = try #require(events.first { $0.message == message }, "\(message): \(log)")
                #expect(event.namespace == "say" && event.level == "info")
            }
            let raw = try #require(events.first { $0.message == "past print" })
            #expect(raw.level == "warning" && raw.pid == "\(server.pid)" && raw.namespace == nil)
            let report = try #require(events.first { $0.message.contains("Backtrace took") })
            #expect(report.level == "error" && report.pid == "\(server.pid)")
            #expect(report.message.contains("./say.swift:"), "\(report.message)")
        }
    }
}
