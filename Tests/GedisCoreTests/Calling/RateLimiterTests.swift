import GedisSettings
import Testing

@testable import GedisCore

@Suite struct RateLimiterTests {
    private let second = 1_000_000_000

    @Test func aBurstPassesAndThenTheRate() throws {
        let limiter = try #require(RateLimiter([RateRule("calc.*", calls: 10, burst: 3)], at: 0))
        for _ in 0..<3 { #expect(limiter.take("calc.sum", at: 0) == nil) }
        #expect(limiter.take("calc.sum", at: 0) == 100)
        #expect(limiter.take("calc.sum", at: second / 20) == 50)
        #expect(limiter.take("calc.sum", at: second / 10) == nil)
        #expect(limiter.take("calc.mean", at: second / 10) == 100)
        // A long rest gives no more than the burst.
        for _ in 0..<3 { #expect(limiter.take("calc.sum", at: 100 * second) == nil) }
        #expect(limiter.take("calc.sum", at: 100 * second) == 100)
    }

    @Test func othersAreFree() throws {
        let limiter = try #require(RateLimiter([RateRule("calc.sum", calls: 1, per: .hour)], at: 0))
        #expect(limiter.take("CALC.sum", at: 0) == nil)
        #expect(limiter.take("calc.Sum", at: 0) == 3_600_000)
        for _ in 0..<100 { #expect(limiter.take("calc.mean", at: 0) == nil) }
    }

    @Test func aCallIsCountedOnlyWhereAllRulesLetItPass() throws {
        let limiter = try #require(
            RateLimiter([RateRule("*", calls: 100), RateRule("calc.sum", calls: 1, per: .minute)], at: 0))
        #expect(limiter.take("calc.sum", at: 0) == nil)
        for _ in 0..<1000 { #expect(limiter.take("calc.sum", at: 0) == 60_000) }
        for _ in 0..<99 { #expect(limiter.take("calc.mean", at: 0) == nil) }
        #expect(limiter.take("calc.mean", at: 0) == 10)
    }

    @Test func aUserWhoIsDefinedAnewHasNoNewTokens() throws {
        func accounts(_ rate: RateRule, succeeding former: Accounts? = nil) -> Accounts {
            Accounts(
                password: nil, users: [.init(name: "vito", password: "pw", rates: [rate])], succeeding: former)
        }
        let rate = RateRule("calc.*", calls: 1, per: .hour)
        let first = accounts(rate)
        #expect(first["vito"]?.rates?.take("calc.sum") == nil)
        let second = accounts(rate, succeeding: first)
        #expect(second["vito"]?.rates?.take("calc.sum") != nil)
        let other = accounts(RateRule("calc.*", calls: 2, per: .hour), succeeding: second)
        #expect(other["vito"]?.rates?.take("calc.sum") == nil)
    }

    @Test func withoutRulesThereIsNone() { #expect(RateLimiter([]) == nil) }
}
