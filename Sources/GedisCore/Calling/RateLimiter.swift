import GedisKit
import GedisSettings
import Synchronization

/// Counts calls against rates: each rule has a bucket of tokens that fills with time, and a call takes one of each that
/// concerns it.
final class RateLimiter: Sendable {
    private struct Rule {
        let pattern: Glob
        let tokensPerNanosecond: Double
        let burst: Double
    }

    private struct State {
        var tokens: [Double]
        var time: Int
        /// Which rules concern a command, by its name.
        var concerned: [String: [Int]] = [:]
    }

    private let described: [RateRule]
    private let rules: [Rule]
    private let state: Mutex<State>

    /// Makes a limiter whose buckets are full.
    ///
    /// - Returns: nil where there are no rules.
    init?(_ rules: [RateRule], at now: Int = Stopwatch.now()) {
        guard !rules.isEmpty else { return nil }
        described = rules
        self.rules = rules.map { rule in
            Rule(
                pattern: Glob(rule.pattern), tokensPerNanosecond: Double(rule.calls) / Double(rule.unit.seconds) / 1e9,
                burst: Double(rule.burst))
        }
        state = Mutex(State(tokens: self.rules.map(\.burst), time: now))
    }

    /// The limiter of rules that may have been another's before: where they are still its own, its buckets stay as they are.
    ///
    /// - Returns: nil where there are no rules.
    static func limiter(of rules: [RateRule], keeping former: RateLimiter?) -> RateLimiter? {
        former?.described == rules ? former : RateLimiter(rules)
    }

    /// Counts a call.
    ///
    /// - Parameters:
    ///   - name: the command's full name
    ///   - now: by the stopwatch's clock, in nanoseconds
    /// - Returns: nil where it may run; otherwise in how many milliseconds it may.
    func take(_ name: String, at now: Int = Stopwatch.now()) -> Int? {
        state.withLock { state in
            let passed = Double(Swift.max(0, now - state.time))
            state.time = Swift.max(now, state.time)
            for (index, rule) in rules.enumerated() {
                state.tokens[index] = Swift.min(rule.burst, state.tokens[index] + passed * rule.tokensPerNanosecond)
            }
            let concerned = state.concerned[name] ?? find(name)
            state.concerned[name] = concerned
            let waits = concerned.map { (1 - state.tokens[$0]) / rules[$0].tokensPerNanosecond }
            if let longest = waits.max(), longest > 0 { return Int((longest / 1e6).rounded(.up)) }
            for index in concerned { state.tokens[index] -= 1 }
            return nil
        }
    }

    private func find(_ name: String) -> [Int] {
        let bytes = Array(name.lowercased().utf8)
        return rules.indices.filter { rules[$0].pattern.matches(bytes) }
    }
}

extension CommandError {
    /// The reply to a call that comes too soon.
    static func throttled(milliseconds: Int) -> CommandError {
        CommandError("retry in \(milliseconds) ms", code: throttledCode)
    }

    private static let throttledCode = "THROTTLED"

    /// In how many milliseconds a call that came too soon may come again; nil for another error.
    package var retryMilliseconds: Int? {
        guard code == Self.throttledCode else { return nil }
        return message.firstMatch(of: /retry in (\d+) ms/).flatMap { Int($0.1) }
    }
}

extension Connection {
    /// Counts something that is no command of a namespace.
    ///
    /// - Parameter name: as rules name it, such as `gun.put`
    /// - Returns: nil where it may go on; otherwise in how many milliseconds it may.
    package func throttle(_ name: String) -> Int? {
        [worker.rates, session.account?.rates].compactMap { $0?.take(name) }.max()
    }

    /// Why a call comes too soon; nil where it does not, and is counted.
    func throttling(of entry: CommandEntry) -> CommandError? {
        guard entry.isInNamespace, audience == .clients, !isCounted else { return nil }
        let limiters = [worker.rates, session.account?.rates].compactMap(\.self)
        for limiter in limiters {
            if let wait = limiter.take(entry.name) { return .throttled(milliseconds: wait) }
        }
        isCounted = !limiters.isEmpty
        return nil
    }
}
