/// What keeps a server busy, and compares what it replies.
protocol Load: AnyObject {
    /// Goes on for a while, and awaits the last replies. May be called again.
    ///
    /// - Throws: `BenchFailure` for a wrong reply, or when the server stops answering.
    func run(seconds: Double) throws(BenchFailure) -> LoadResult
}

/// What was done, and in how much time.
struct LoadResult {
    var requests: Int
    var seconds: Double
    /// The processor time that the load itself took.
    var loadCPU: Double

    /// The line by which a process of the load says it.
    var line: String {
        """
        \(requests) requests in \(seconds) s, \(Int(Double(requests) / seconds))/s, all replies right; \
        the load's own CPU: \(loadCPU) s
        """
    }
}

extension LoadResult {
    /// Reads the line; nil where it is another.
    init?(line: some StringProtocol) {
        let words = line.split(whereSeparator: \.isWhitespace)
        guard words.count > 5, let requests = Int(words[0]), let seconds = Double(words[3]),
            let cpu = Double(words[words.count - 2])
        else { return nil }
        self.init(requests: requests, seconds: seconds, loadCPU: cpu)
    }
}
