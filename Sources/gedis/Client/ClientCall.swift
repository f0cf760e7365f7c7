import ArgumentParser
import GedisClient
import GedisHost
import GedisKit

struct ClientCall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call", abstract: "Calls a command and prints the reply.",
        usage: "gedis client call [--json | --raw] [--stdin] [--watch <seconds>] <name> <command> [<argument> ...]",
        discussion: """
            Options stand before the name; all that follows it is sent. An argument '-' is read from standard input. \
            Where there is no client of the name but a server, the server's definition says how to reach it.

            The reply is printed as redis-cli prints it: with its type on a terminal, as it is in a pipe. Messages of \
            subscribe and monitor are printed until Ctrl-C.
            """)

    @OptionGroup var repo: RepoOptions
    @Flag(help: "Print the reply as JSON.") var json = false
    @Flag(help: "Print the reply as it is, also on a terminal.") var raw = false
    @Flag(help: "Read a last argument from standard input.") var stdin = false
    @Option(help: "How many seconds a reply may take.") var timeout: Double?
    @Option(help: ArgumentHelp("Call again every so many seconds, until Ctrl-C.", valueName: "seconds"))
    var watch: Double?
    @Argument(help: "The client's name, or a server's.", completion: Candidates.clients) var name: String
    @Argument(parsing: .captureForPassthrough, help: "The command and its arguments.", completion: Candidates.calls)
    var words: [String]

    func validate() throws {
        if let watch, watch <= 0 || !watch.isFinite { throw ValidationError("--watch needs a time in seconds") }
    }

    func run() async throws {
        do { try await call(RequestLine(words: try request())) } catch let error as CommandError {
            Terminal.complain(Failure(explaining: error).message)
            if let option = misplacedOption {
                Terminal.note(
                    "'\(option)' was sent as an argument: options stand before the name, "
                        + "as in 'gedis client call \(option) \(name) \(words.first ?? "")'")
            }
            throw Failure(.reply, "")
        }
    }

    private func call(_ request: RequestLine) async throws {
        let client = try await Workspace(repo)
            .connect(client: name, version: json ? .resp3 : .resp2, callTimeout: timeout)
        let (format, watch) = (format, watch)
        if request.isSubscription {
            try await Interruption.ends {
                for try await message in client.stream(request.words) { try Self.show(message, format) }
            }
        } else if let watch {
            try await Interruption.ends {
                while true {
                    do { try Self.show(try await client.send(request.words), format) } catch let error as CommandError {
                        Terminal.complain("(error) \(error)")
                    }
                    try await Task.sleep(for: .seconds(watch))
                }
            }
        } else {
            try Self.show(try await client.send(request.words), format)
        }
        await client.close()
    }

    private static func show(_ reply: Value, _ format: ReplyFormat) throws {
        if case .error(let error) = reply { throw error }
        Terminal.say(bytes: format.render(reply))
    }

    private var format: ReplyFormat {
        if json { return .json }
        return raw || !Terminal.isInteractive ? .raw : .terminal
    }

    private func request() throws -> [[UInt8]] {
        var request = PassedWords.bytes(of: words)
        guard !request.isEmpty else { throw ValidationError("Missing expected argument '<command>'") }
        let places = words.indices.filter { words[$0] == "-" }
        guard places.count + (stdin ? 1 : 0) <= 1 else {
            throw Failure(.usage, "standard input can be only one argument")
        }
        if let place = places.first {
            request[place] = try PassedWords.input()
        } else if stdin {
            request.append(try PassedWords.input())
        }
        return request
    }

    /// An option of this command among the words that are sent; nil where there is none.
    private var misplacedOption: String? {
        let options = ["--json", "--raw", "--stdin", "--timeout", "--watch", "--repo"]
        return words.first { word in options.contains { word == $0 || word.hasPrefix($0 + "=") } }
    }
}
