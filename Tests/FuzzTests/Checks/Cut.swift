import TestSupport

/// A way in which an input is cut into pieces: where they end, one after the other.
struct Cut: Sequence, IteratorProtocol {
    private var place: Int
    private let end: Int
    private let longest: Int
    private var random: SplitMix

    /// Nowhere but at the end; somewhere; and behind each byte, where these are not too many. The same bytes are always
    /// cut in the same ways.
    static func ways(of bytes: ArraySlice<UInt8>) -> [Cut] {
        var random = SplitMix(seededBy: bytes)
        let longest = [3, 16, 100][Int(random.next() % 3)]
        let ways = [Cut(bytes, bytes.count, random), Cut(bytes, longest, random)]
        return bytes.count <= 64 ? ways + [Cut(bytes, 1, random)] : ways
    }

    private init(_ bytes: ArraySlice<UInt8>, _ longest: Int, _ random: SplitMix) {
        (place, end) = (bytes.startIndex, bytes.endIndex)
        self.longest = longest
        self.random = random
    }

    mutating func next() -> Int? {
        guard place < end else { return nil }
        let isOneLength = longest == 1 || longest >= end - place
        place = Swift.min(place + (isOneLength ? longest : Int.random(in: 1...longest, using: &random)), end)
        return place
    }
}
