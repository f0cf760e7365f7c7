import Foundation
import TestSupport
import Testing

/// What the log says, and how.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct LogFormatTests {
    /// One line of a log for programs.
    private struct Event: Decodable {
        var time: String
        var level: String
        var server: String
        var message: String
        var user: String?
        var added: String?
        var addresses: String?
    }

    @Test func aLineForProgramsIsAnObjectWhateverClientsSay() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0", "log_format=json", "password=geheim")
            let server = try await scratch.startAgain()
            let name = "eve\"\n\u{1B}[2J\\{\u{2028}é"
            #expect(
                try RawConnection(port: server.port).call("AUTH", name, "not-it").hasPrefix("-WRONGPASS "))
            try await scratch.add(Source.calc, as: "calc")
            try await scratch.done("server", "stop", "main")
            let log = try await scratch.log()
            let events = try log.split(separator: "\n").map { line in
                try JSONDecoder().decode(Event.self, from: Data(line.utf8))
            }
            #expect(
                events.map(\.message) == ["listening", "wrong password", "reloaded", "stopping", "stopped"], "\(log)")
            #expect(events.allSatisfy { $0.server == "main" })
            #expect(events.allSatisfy { $0.time.wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/#) != nil })
            try #require(events.count == 5)
            #expect(events[0].addresses?.contains("127.0.0.1:\(server.port)") == true)
            #expect(events[1].level == "notice")
            #expect(events[1].user == name)
            #expect(events[2].added == "calc")
            #expect(!log.contains("geheim") && !log.contains("not-it"))
        }
    }

    @Test func inALineForPeopleNothingThatAClientSaysLooksLikeALineOfItsOwn() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("password=geheim")
            let forged = "eve\n2026-01-01T00:00:00.000Z info     stopped"
            #expect(
                try RawConnection(port: server.port).call("AUTH", forged, "not-it").hasPrefix("-WRONGPASS "))
            let log = try await scratch.log()
            #expect(log.contains(#"wrong password · from=127.0.0.1:"#))
            #expect(log.contains(#"user="eve\n2026-01-01T00:00:00.000Z info     stopped""#), "\(log)")
            #expect(log.split(separator: "\n").count == 2, "\(log)")
        }
    }

    @Test func aReloadChangesLevelAndFormatWhileTheServerRuns() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("log_level=warning")
            #expect(try await scratch.log() == "")
            try await scratch.done("server", "set", "main", "log_level=debug", "log_format=json")
            try await scratch.done("server", "reload", "main")
            let connection = try RawConnection(port: server.port)
            #expect(try connection.call("PING") == "+PONG\r\n")
            try await scratch.logs(#""message":"connected""#)
            #expect(try await scratch.log().contains(#""level":"info","server":"main","message":"reloaded""#))
        }
    }

    @Test func theLevelOfTheCommandLineStandsAboveTheDefinitions() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0", "log_level=debug")
            try await scratch.done("server", "start", "main", "--detach", "--log-level", "error")
            try await scratch.done("server", "reload", "main")
            #expect(try await scratch.log() == "")
            let outcome = try await scratch.gedis("server", "start", "main", "--log-level", "loud")
            #expect(outcome.code == 2)
        }
    }

    @Test func aServerThatAnybodyReachesSaysSo() async throws {
        try await withScratch { scratch in
            let warning =
                "listens on 0.0.0.0, which other machines can reach, without a password or users, so that anyone may "
                + "call, and without TLS, so that anyone on the way can read and change what is said"
            _ = try await scratch.startServer("addr=0.0.0.0")
            #expect(try await scratch.log().contains("warning  \(warning)"))
            let validated = try await scratch.gedis("config", "validate")
            #expect(validated.code == 0)
            #expect(validated.output.contains("warning: server/main.yaml:") && validated.output.contains(warning))
            try await scratch.done("server", "set", "main", "password=geheim", "ssl=true")
            try await scratch.done("cert", "generate", "main")
            #expect(try await !scratch.gedis("config", "validate").output.contains("other machines"))
        }
    }
}
