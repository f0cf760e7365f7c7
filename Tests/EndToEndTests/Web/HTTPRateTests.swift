import TestSupport
import Testing

/// Rates over HTTP.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct HTTPRateTests {
    @Test func aCallTooSoonLearnsWhenToComeAgain() async throws {
        try await withWebServer("rates=calc.sum: 1/h") { web in
            #expect(try await web.call("calc.sum", "[1,2]").status == 200)
            let refused = try await web.call("calc.sum", "[1,2]", "--include")
            #expect(refused.status == 429)
            #expect(refused.body.contains("THROTTLED"))
            #expect(refused.body.lowercased().contains(#/retry-after: 3[56]\d\d/#))
            #expect(try await web.call("calc.mean", "[1,2]").status == 200)
        }
    }
}
