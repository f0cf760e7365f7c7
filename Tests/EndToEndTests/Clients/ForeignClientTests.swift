import Subprocess
import TestSupport
import Testing

/// Clients in other languages, each with what it does by itself.
///
/// Their programs call the same commands and print a line for each step. That what a program needs isn't installed fails
/// its test: `scripts/test` installs all of it.
@Suite(.takesLongTurns, .timeLimit(.minutes(5))) struct ForeignClientTests {
    // A test for each way, so that two of them can run at a time.

    @Test(arguments: ForeignClient.all(by: .tcp))
    func callsGetsMessagesAndSurvivesARestart(client: ForeignClient) async throws {
        try await check(client, by: .tcp)
    }

    @Test(arguments: ForeignClient.all(by: .tls))
    func doesSoOverTLS(client: ForeignClient) async throws { try await check(client, by: .tls) }

    @Test(arguments: ForeignClient.all(by: .password))
    func doesSoWithTheRightPasswordOnly(client: ForeignClient) async throws { try await check(client, by: .password) }

    private func check(_ client: ForeignClient, by way: ForeignClient.Way) async throws {
        try await withScratch { scratch in
            let password = way == .password ? "s3cret" : ""
            try scratch.write(Source.shop, to: "shop.swift")
            try await scratch.done(
                "server", "create", "main", "port=\(freePort())", "ssl=\(way == .tls)", "password=\(password)")
            if way == .tls { try await scratch.done("cert", "generate", "main") }
            try await scratch.done("server", "add", "main", "shop.swift")
            let port = try await scratch.startAgain().port
            let certificate = way == .tls ? scratch.path("instances/server/main/tls/cert.pem") : ""

            let transcript = try client.transcript()
            if way == .password {
                let lines = try await scratch.converse(client, "\(port)", certificate, "wrong")
                #expect(lines.first?.hasPrefix(transcript.version) == true, "\(lines)")
                #expect(lines.dropFirst() == [transcript.refusal])
            }
            let lines = try await scratch.converse(client, "\(port)", certificate, password)
            #expect(lines.first?.hasPrefix(transcript.version) == true, "\(lines)")
            #expect(lines.dropFirst() == transcript.steps[...])
        }
    }
}

extension Scratch {
    /// Runs a client's program, and stops and starts the server of the name `main` where the program asks for a restart:
    /// `restart` would keep the connection.
    ///
    /// - Returns: the lines that it printed, without those that are empty.
    fileprivate func converse(_ client: ForeignClient, _ words: String...) async throws -> [String] {
        let result = try await Subprocess.run(
            configuration(client.words[0], client.words.dropFirst() + words, client.environment),
            input: .inputWriter, output: .sequence, error: .string(limit: 1 << 20)
        ) { execution in
            var lines: [String] = []
            for try await line in execution.standardOutput.strings() where !line.isEmpty {
                lines.append(line.replacing(#/ +$/#, with: ""))
                guard line == "restart: now" else { continue }
                try await done("server", "stop", "main")
                try await done("server", "start", "main", "--detach")
                _ = try await execution.standardInputWriter.write("\n")
            }
            return lines
        }
        try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
        return result.closureResult
    }
}
