import ArgumentParser
import GedisConfig
import GedisHost

struct ServerLogs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Prints what detached servers have logged.",
        discussion: "The events of several are in the order of their times, with the server's name in front.")

    @OptionGroup var servers: ServerArguments
    @Flag(name: [.short, .long], help: "Go on printing what is logged, until Ctrl-C.") var follow = false
    @Option(name: [.customShort("n"), .long], help: "How many lines of each to begin with.") var lines = 100

    func run() async throws {
        let workspace = try Workspace(servers.repo)
        let names = try servers.chosen(in: workspace)
        var logs: [(name: String, file: LogFile)] = []
        for name in names {
            try workspace.requireServer(name)
            if let file = LogFile(at: workspace.files(of: name).logFile) {
                logs.append((name, file))
            } else if names.count > 1 {
                Terminal.note("no log yet: server \(name)")
            }
        }
        guard !logs.isEmpty else {
            throw Failure(
                .notFound, "no log yet: server \(names.joined(separator: ", ")) was never started with --detach")
        }
        for log in logs { try log.file.skip(toLast: lines) }
        try names.count == 1 ? await printBytes(of: logs[0].file) : await printLines(of: logs)
    }

    private func printBytes(of log: LogFile) async throws {
        while true {
            let more = try log.read()
            if !more.isEmpty {
                Terminal.say(bytes: more)
                continue
            }
            guard follow else { return }
            try await waitForMore()
        }
    }

    private func printLines(of logs: [(name: String, file: LogFile)]) async throws {
        var interleaved = InterleavedLogs(of: logs.map(\.name))
        while true {
            var more = [[UInt8]](repeating: [], count: logs.count)
            for (index, log) in logs.enumerated() {
                while case let bytes = try log.file.read(), !bytes.isEmpty { more[index] += bytes }
            }
            for line in interleaved.add(more, isEnd: !follow) { Terminal.say(line) }
            guard follow else { return }
            try await waitForMore()
        }
    }

    private func waitForMore() async throws {
        if Terminal.isAbandoned { Terminal.endAsAbandoned() }
        try await Task.sleep(for: .milliseconds(100))
    }
}
