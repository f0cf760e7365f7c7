import Foundation
import TestSupport
import Testing

/// What is found about a machine and a repo.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct DoctorTests {
    struct Row: Decodable {
        var check: String
        var state: String
        var detail: String
        var advice: String?
    }

    private func findings(_ scratch: Scratch, code: Int32) async throws -> [Row] {
        let outcome = try await scratch.gedis("doctor", "--output", "json")
        #expect(outcome.code == code, "\(outcome.output)\(outcome.errors)")
        return try JSONDecoder().decode([Row].self, from: Data(outcome.output.utf8))
    }

    @Test func whatIsRightIsSaidAndWhatIsNotHasAdvice() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startLasting("password=geheim")
            let sound = try await findings(scratch, code: 0)
            #expect(sound.last.map { [$0.check, $0.state] } == ["server main", "ok"], "\(sound)")

            // Another server wants its port.
            try await scratch.done("server", "create", "second", "port=\(server.port)", "password=x")
            let taken = try await findings(scratch, code: 5).filter { $0.state == "error" }
            #expect(taken.map(\.check) == ["server second"])
            #expect(taken.first?.detail.contains("\(server.port)") == true, "\(taken)")
            try await scratch.done("server", "set", "second", "port=0", "ssl=true")
            let certificate = try await findings(scratch, code: 5).filter { $0.state == "error" }
            #expect(certificate.map(\.advice) == ["'gedis cert generate second' makes one"])
            try await scratch.done("server", "delete", "second")

            try FileManager.default.setAttributes(
                [.posixPermissions: 0o644], ofItemAtPath: scratch.path("data/gedis/secret.key"))
            let open = try await findings(scratch, code: 5).filter { $0.state == "error" }
            #expect(open.first?.check == "key")
            #expect(open.first?.advice?.hasPrefix("chmod 600 ") == true)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: scratch.path("data/gedis/secret.key"))

            try await scratch.done("server", "stop", "main")
            try FileManager.default.removeItem(atPath: scratch.path("instances/server/main.yaml"))
            let left = try await findings(scratch, code: 0).last
            #expect(
                left?.state == "warning" && left?.advice?.hasPrefix("rm -r ") == true, "\(String(describing: left))")
        }
    }
}
