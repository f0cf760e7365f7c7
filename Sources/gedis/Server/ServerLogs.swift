import ArgumentParser
import Foundation
import GedisConfig
import GedisHost

struct ServerLogs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Prints what a detached server has logged.")

    @OptionGroup var server: ServerArgument
    @Flag(name: [.short, .long], help: "Go on printing what is logged, until Ctrl-C.") var follow = false
    @Option(name: [.customShort("n"), .long], help: "How many lines to begin with.") var lines = 100

    func run() async throws {
        let workspace = try Workspace(server.repo)
        try workspace.requireServer(server.name)
        let path = workspace.files(of: server.name).logFile
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw Failure(.notFound, "no log yet: server \(server.name) was never started with --detach")
        }
        let log = try file.readToEnd() ?? Data()
        let start = log.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().suffix(lines)
        Terminal.say(bytes: start.flatMap { $0 + [0x0A] })
        while follow {
            if Terminal.isAbandoned { Terminal.endAsAbandoned() }
            let more = try file.readToEnd() ?? Data()
            more.isEmpty ? try await Task.sleep(for: .milliseconds(100)) : Terminal.say(bytes: Array(more))
        }
    }
}
