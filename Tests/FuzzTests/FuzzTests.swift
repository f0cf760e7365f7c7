import Foundation
import TestSupport
import Testing

/// Inputs drawn from a fixed sequence. `GEDIS_TEST_FUZZ` says how many for each check, for those who want more.
@Suite struct FuzzTests {
    private static let inputs = ProcessInfo.processInfo.environment["GEDIS_TEST_FUZZ"].flatMap { Int($0) } ?? 1000

    @Test(arguments: Check.all.map(\.name), 0..<4 as Range<UInt64>)
    func nothingIsToComplainOf(name: String, seed: UInt64) throws {
        let check = try #require(Check.all.first { $0.name == name })
        let complaint = check.begin()
        var random = SplitMix(seed: seed)
        for _ in 0..<Self.inputs {
            let input = Self.input(of: check.vocabulary, &random)
            guard let said = complaint(input) else { continue }
            Issue.record("\(said): \(String(decoding: input, as: UTF8.self).debugDescription)")
        }
    }

    /// A few pieces that are nearly right, with now and then a byte that is not.
    private static func input(of vocabulary: [String], _ random: inout SplitMix) -> [UInt8] {
        var input = [UInt8.random(in: 0...255, using: &random)]
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            input += Array((vocabulary.randomElement(using: &random) ?? "").utf8)
            if Int.random(in: 0..<16, using: &random) == 0, input.count > 1 {
                input[Int.random(in: 1..<input.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
        }
        return input
    }
}
