import TestSupport

/// Makes inputs that are near another one.
struct Mutator {
    private let words: [[UInt8]]

    /// Longer inputs say no more, and take longer.
    private static let longest = 1024

    init(vocabulary: [String]) { words = vocabulary.map { Array($0.utf8) } }

    /// Changes an input in some places.
    func mutate(_ input: inout [UInt8], using random: inout SplitMix) {
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0...input.count, using: &random)
            let end = Swift.min(place + Int.random(in: 1...8, using: &random), input.count)
            switch Int.random(in: 0..<5, using: &random) {
            case 0 where place < end: input[place] = UInt8.random(in: 0...255, using: &random)
            case 1: input.removeSubrange(place..<end)
            case 2:
                input.insert(contentsOf: Array(input[place..<end]), at: Int.random(in: 0...input.count, using: &random))
            default: input.insert(contentsOf: words.randomElement(using: &random) ?? [], at: place)
            }
        }
        input.removeLast(Swift.max(input.count - Self.longest, 0))
    }
}
