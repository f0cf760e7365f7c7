import ArgumentParser
import GedisClient
import GedisHost

struct ClientLatency: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latency", abstract: "Measures how long a server takes to answer PING.",
        discussion: """
            Pings about a hundred times a second, one after the other, until Ctrl-C or --count, and prints the times in \
            milliseconds; while it measures too, on a terminal, and without --count every second elsewhere.
            """)

    @OptionGroup var repo: RepoOptions
    @Option(help: "How many times to ping; without it until Ctrl-C.") var count: Int?
    @Argument(help: "The client's name, or a server's.", completion: Candidates.clients) var name: String

    func validate() throws {
        if let count, count < 1 { throw ValidationError("--count needs at least 1") }
    }

    func run() async throws {
        let client = try await Workspace(repo).connect(client: name)
        let (count, isLive) = (count, Terminal.isInteractive)
        try await Interruption.ends {
            var times = LatencyTimes()
            defer { if !isLive, times.count > 0 { Terminal.say("\(times)") } }
            var nextLine = ContinuousClock.now + .seconds(1)
            while true {
                let start = ContinuousClock.now
                _ = try await client.call("PING")
                times.add(ContinuousClock.now - start)
                if isLive { Terminal.say(bytes: Array("\r\u{1B}[K\(times)".utf8)) }
                if times.count == count { break }
                if !isLive, count == nil, ContinuousClock.now >= nextLine {
                    Terminal.say("\(times)")
                    nextLine += .seconds(1)
                }
                try await Task.sleep(for: .milliseconds(10))
            }
            if isLive { Terminal.say("") }
        }
        await client.close()
    }
}

/// How often each time was measured.
private struct LatencyTimes: CustomStringConvertible {
    private(set) var count = 0
    private var sum = 0
    /// How often by microseconds, so that a long measurement takes no more memory than it has different times.
    private var counts: [Int: Int] = [:]

    mutating func add(_ time: Duration) {
        let microseconds = Int(time / .microseconds(1))
        counts[microseconds, default: 0] += 1
        count += 1
        sum += microseconds
    }

    var description: String {
        let times = counts.sorted { $0.key < $1.key }
        /// The time that this part of all, the last included, did not exceed.
        func time(_ part: Double) -> Int {
            var rest = max(1, Int((part * Double(count)).rounded(.up)))
            return times.first { (_, times) in
                rest -= times
                return rest <= 0
            }?.key ?? 0
        }
        let values = [
            ("min", time(0)), ("avg", sum / max(1, count)), ("p50", time(0.5)), ("p99", time(0.99)), ("max", time(1)),
        ]
        let shown = values.map { "\($0) \(Self.milliseconds($1))" }.joined(separator: "  ")
        return "\(shown) ms  (\(count) \(count == 1 ? "ping" : "pings"))"
    }

    /// Microseconds as milliseconds with three places.
    private static func milliseconds(_ microseconds: Int) -> String {
        let places = "\(microseconds % 1000)"
        return "\(microseconds / 1000)." + String(repeating: "0", count: 3 - places.count) + places
    }
}
