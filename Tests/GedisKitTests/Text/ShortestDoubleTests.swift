import Testing

@testable import GedisKit

@Suite struct ShortestDoubleTests {
    /// What is written without `description`; nil where it is left to that.
    private func written(_ number: Double) -> String? {
        withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { place in
            let count = number.writeShort(at: place.baseAddress!)
            return count == 0 ? nil : String(decoding: place[..<count], as: UTF8.self)
        }
    }

    private func check(_ number: Double) {
        for number in [number, -number, number.nextUp, number.nextDown] {
            if let text = written(number) { #expect(text == number.shortest) }
        }
    }

    @Test func usualNumbersAreWrittenAtOnce() {
        #expect(
            [0, 1, -1, 12.25, 0.1, -0.5, 100, 0.001, 1234567.89, 999_999_999_999.999].map(written) == [
                "0", "1", "-1", "12.25", "0.1", "-0.5", "100", "0.001", "1234567.89", "999999999999.999",
            ])
        #expect(
            [-0.0, .nan, .infinity, -.infinity, 1e12, 0.0001, 1.0 / 3, .leastNonzeroMagnitude, 1e300].allSatisfy {
                written($0) == nil
            })
    }

    @Test func whatIsWrittenIsTheShortestText() {
        for thousandths in 0..<20_000 { check(Double(thousandths) / 1000) }
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            check(Double.random(in: 0..<1e12, using: &random))
            check(Double(UInt64.random(in: 0..<1_000_000_000_000_000, using: &random)) / 1000)
            check(Double.random(in: 0..<1, using: &random))
            check(Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &random)))
        }
    }
}
