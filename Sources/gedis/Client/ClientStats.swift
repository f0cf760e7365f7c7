import ArgumentParser
import GedisClient
import GedisHost
import GedisKit

struct ClientStats: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Prints a server's statistics, a line a second.",
        discussion: "They are those of INFO; a dash stands for one that the server doesn't have.")

    @OptionGroup var repo: RepoOptions
    @Option(help: "How many lines to print; without it until Ctrl-C.") var count: Int?
    @Option(help: ArgumentHelp("How many seconds lie between lines.", valueName: "seconds")) var interval = 1.0
    @Argument(help: "The client's name, or a server's.", completion: Candidates.clients) var name: String

    func validate() throws {
        if let count, count < 1 { throw ValidationError("--count needs at least 1") }
        guard interval > 0, interval.isFinite else { throw ValidationError("--interval needs a time in seconds") }
    }

    func run() async throws {
        let client = try await Workspace(repo).connect(client: name)
        let (count, interval) = (count ?? .max, Duration.seconds(interval))
        try await Interruption.ends {
            var before: InfoStatistics?
            for line in 0..<count {
                if line > 0 { try await Task.sleep(for: interval) }
                let statistics = InfoStatistics(try await client.call("INFO"), at: .now)
                if line.isMultiple(of: 20) { Terminal.say(InfoStatistics.heading) }
                Terminal.say(statistics.line(since: before))
                before = statistics
            }
        }
        await client.close()
    }
}

/// The statistics in a reply to INFO.
private struct InfoStatistics {
    private let values: [Substring: Substring]
    private let time: ContinuousClock.Instant

    init(_ info: Value, at time: ContinuousClock.Instant) {
        let lines = (info.text ?? "").split(whereSeparator: \.isNewline)
        let pairs = lines.filter { !$0.hasPrefix("#") }.map { $0.split(separator: ":", maxSplits: 1) }
        values = Dictionary(pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { first, _ in first }
        self.time = time
    }

    static let heading = row(["clients", "memory", "requests", "errors", "requests/s"])

    func line(since before: InfoStatistics?) -> String {
        let memory = number("used_memory").map { "\(($0 / 104857.6).rounded() / 10)M" }
        let requests = number("total_commands_processed")
        var rate: Double?
        if let before, let requests, let earlier = before.number("total_commands_processed") {
            rate = (requests - earlier) / (time - before.time).seconds
        }
        return Self.row([
            Self.whole(number("connected_clients")), memory ?? "-", Self.whole(requests),
            Self.whole(number("total_error_replies")), Self.whole(rate),
        ])
    }

    private func number(_ name: Substring) -> Double? { values[name].flatMap { Double($0) } }

    private static func whole(_ number: Double?) -> String { number.map { "\(Int($0.rounded()))" } ?? "-" }

    private static func row(_ cells: [String]) -> String {
        cells.map { String(repeating: " ", count: max(0, 12 - $0.count)) + $0 }.joined()
    }
}
