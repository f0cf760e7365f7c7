/// What has to hold of a part of gedis, whatever bytes it is given. Random inputs of these tests and libFuzzer, in
/// `Fuzzing`, try to find bytes of which it does not.
struct Check: Sendable {
    /// The name that `scripts/fuzz` takes.
    let name: String
    /// What inputs are made of that are nearly right.
    let vocabulary: [String]
    /// Says what is wrong with how an input was taken; nil where nothing is.
    let complaint: @Sendable (_ input: [UInt8]) -> String?

    static let all = [requests, replies, yaml, gun, connection]
}

/// A small generator whose numbers depend on the seed alone. Source: Steele et al., "SplitMix".
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// The ways in which an input is cut into pieces.
enum Cuts {
    /// Where pieces end: nowhere but at the end, and somewhere; and behind each byte, where these are not too many. The
    /// same bytes are always cut in the same way.
    static func of(_ bytes: ArraySlice<UInt8>) -> [[Int]] {
        let end = bytes.endIndex
        var ways = [[end], some(bytes)]
        if bytes.count <= 64 { ways.append(Array(bytes.indices.dropFirst()) + [end]) }
        return ways
    }

    private static func some(_ bytes: ArraySlice<UInt8>) -> [Int] {
        let seed = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        var random = SplitMix(seed: seed)
        let longest = [3, 16, 100][Int.random(in: 0..<3, using: &random)]
        var ends: [Int] = []
        var place = bytes.startIndex
        while place < bytes.endIndex {
            place = Swift.min(place + Int.random(in: 1...longest, using: &random), bytes.endIndex)
            ends.append(place)
        }
        return ends
    }
}
