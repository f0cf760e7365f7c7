import Glibc

/// Measures how long programs take from their start to what they are for.
struct StartTimes {
    let machine: Machine
    let runs: Int

    /// Measures the tool and, beside it, Redis' own.
    ///
    /// - Throws: `BenchFailure` when one does not start.
    func measure() throws(BenchFailure) -> [Report.Start] {
        var results = [try command("gedis --help", [machine.tool, "--help"], goal: 15)]
        results += try calls()
        results.append(try server("gedis server start, namespaces built", .gedis))
        results.append(try server("redis-server", .redis))
        return results
    }

    private func calls() throws(BenchFailure) -> [Report.Start] {
        let servers = Servers(on: machine)
        _ = try servers.server(.gedis)
        guard case .tcp(let port)? = try servers.server(.redis).addresses[.tcp] else { return [] }
        return [
            try command("gedis client call", [machine.tool, "client", "call", "plain", "system.ping"], goal: 20),
            try command("redis-cli PING", ["redis-cli", "-p", "\(port)", "PING"]),
        ]
    }

    private func command(
        _ what: String, _ arguments: [String], goal: Double? = nil
    ) throws(BenchFailure) -> Report.Start {
        try Report.Start.measure(what, runs, goal: goal) { () throws(BenchFailure) in
            try ChildProcess.run(arguments, output: "\(machine.folder)/out")
        } afterwards: {
        }
    }

    /// Until it answers. What is started is ended outside of the time.
    func server(_ what: String, _ kind: Server.Kind, goal: Double? = nil) throws(BenchFailure) -> Report.Start {
        try Report.Start.measure(what, runs, goal: goal) { () throws(BenchFailure) in
            try Server(kind, on: machine)
        } afterwards: {
            $0.process.end()
        }
    }
}

extension Report.Start {
    /// Measures how long something takes, some times.
    ///
    /// - Parameters:
    ///   - what: what it is
    ///   - runs: how often
    ///   - goal: how many milliseconds it may take
    ///   - body: does it
    ///   - afterwards: cleans up, outside of the time
    /// - Returns: how long it took.
    /// - Throws: what `body` throws.
    static func measure<T>(
        _ what: String, _ runs: Int, goal: Double? = nil, _ body: () throws(BenchFailure) -> T,
        afterwards: (T) throws(BenchFailure) -> Void
    ) throws(BenchFailure) -> Report.Start {
        var seconds: [Double] = []
        for _ in 0..<runs {
            let start = ContinuousClock.now
            let result = try body()
            seconds.append((ContinuousClock.now - start) / .seconds(1))
            try afterwards(result)
        }
        return Report.Start(what: what, seconds: seconds, goal: goal)
    }
}
