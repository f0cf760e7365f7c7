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
        let start = try LogTail.start(ofLast: lines, size: Int(try file.seekToEnd())) { range in
            try file.seek(toOffset: UInt64(range.lowerBound))
            return [UInt8](try file.read(upToCount: range.count) ?? Data())
        }
        try file.seek(toOffset: UInt64(start))
        while true {
            let more = try file.read(upToCount: 1 << 16) ?? Data()
            if !more.isEmpty {
                Terminal.say(bytes: [UInt8](more))
                continue
            }
            guard follow else { return }
            if Terminal.isAbandoned { Terminal.endAsAbandoned() }
            try await Task.sleep(for: .milliseconds(100))
            // A rotation leaves an empty file.
            let offset = try file.offset()
            try file.seek(toOffset: Swift.min(offset, try file.seekToEnd()))
        }
    }
}
