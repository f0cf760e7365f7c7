import ArgumentParser
import Foundation
import GedisClient
import GedisKit

struct ClientCall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call", abstract: "Calls a command and prints the reply.",
        usage: "gedis client call [--json | --raw] [--stdin] <name> <command> [<argument> ...]",
        discussion: """
            Options stand before the name; all that follows it is sent. An argument '-' is read from standard input. \
            Where there is no client of the name but a server, the server's definition says how to reach it.

            The reply is printed as redis-cli prints it: with its type on a terminal, as it is in a pipe.
            """)

    @OptionGroup var repo: RepoOptions
    @Flag(help: "Print the reply as JSON.") var json = false
    @Flag(help: "Print the reply as it is, also on a terminal.") var raw = false
    @Flag(help: "Read a last argument from standard input.") var stdin = false
    @Option(help: "How many seconds a reply may take.") var timeout: Double?
    @Argument(help: "The client's name, or a server's.") var name: String
    @Argument(parsing: .captureForPassthrough, help: "The command and its arguments.") var words: [String]

    func run() async throws {
        let workspace = try Workspace(repo)
        let client = try await workspace.connect(client: name, version: json ? .resp3 : .resp2, callTimeout: timeout)
        let reply = try await client.send(try request())
        await client.close()
        if case .error(let error) = reply { throw error }
        Terminal.say(bytes: format.render(reply))
    }

    private var format: ReplyFormat {
        if json { return .json }
        return raw || !Terminal.isInteractive ? .raw : .terminal
    }

    private func request() throws -> [[UInt8]] {
        var request = words.map { Array($0.utf8) }
        guard !request.isEmpty else { throw ValidationError("Missing expected argument '<command>'") }
        let places = words.indices.filter { words[$0] == "-" }
        guard places.count + (stdin ? 1 : 0) <= 1 else {
            throw Failure(.usage, "standard input can be only one argument")
        }
        if let place = places.first { request[place] = Self.input() } else if stdin { request.append(Self.input()) }
        return request
    }

    private static func input() -> [UInt8] { Array(FileHandle.standardInput.readDataToEndOfFile()) }
}
