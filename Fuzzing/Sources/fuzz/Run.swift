import Glibc
import TestSupport

/// Looks at inputs of libFuzzer's, and at others near each of them, and counts them.
///
/// What libFuzzer does between two of its inputs takes longer than a look at one. What is near an input depends on its
/// bytes alone, so that the one input that libFuzzer keeps of a crash leads to it again.
final class Run {
    private let check: Check
    private let complaint: Check.Complaint
    private let mutator: Mutator
    private let end: (inputs: Int, time: Duration)?
    private let start = ContinuousClock.now
    private var count = 0
    /// When to print how many there were so far.
    private var next = progress
    private static let progress = 10_000_000

    /// How many inputs near one of libFuzzer's are looked at.
    private static let neighbours = 100

    /// Begins.
    ///
    /// - Parameters:
    ///   - check: what has to hold
    ///   - end: how many inputs are enough, and how much time has to have passed too; nil where libFuzzer ends it
    init(_ check: Check, end: (inputs: Int, time: Duration)?) {
        self.check = check
        self.end = end
        complaint = check.begin()
        mutator = Mutator(vocabulary: check.vocabulary)
    }

    /// Looks at an input of libFuzzer's and at those near it. Ends the process where there is something to complain of,
    /// or where it was enough.
    func look(at input: [UInt8]) {
        examine(input)
        var random = SplitMix(seededBy: input)
        var neighbour: [UInt8] = []
        for _ in 0..<Self.neighbours {
            neighbour.removeAll(keepingCapacity: true)
            neighbour += input
            mutator.mutate(&neighbour, using: &random)
            examine(neighbour)
        }
        guard let end else { return }
        if count >= next {
            next += Self.progress
            report("so far")
        }
        guard count >= end.inputs, .now - start >= end.time else { return }
        report("nothing to complain of")
        // libFuzzer takes an ordinary exit for a fault.
        _exit(0)
    }

    private func report(_ what: String) {
        print("\(check.name): \(count) inputs in \(Int((.now - start) / .seconds(1))) s, \(what)")
        fflush(nil)
    }

    private func examine(_ input: [UInt8]) {
        count += 1
        guard let complaint = complaint(input) else { return }
        fatalError("\(complaint), of \(String(decoding: input, as: UTF8.self).debugDescription)")
    }
}
