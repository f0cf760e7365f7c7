/// A pattern as Redis has them: `*` any bytes, `?` one byte, `[a-c]` and `[^a-c]` one of a set, `\` takes the next byte
/// as it is. Source: `stringmatchlen` in Redis' util.c.
struct Glob: Sendable {
    private let pattern: [UInt8]

    init(_ pattern: [UInt8]) { self.pattern = pattern }

    init(_ pattern: String) { self.pattern = Array(pattern.utf8) }

    /// Whether the whole of `text` fits. Takes at most as many steps as both lengths multiplied: of several stars only
    /// the last one is tried again.
    func matches(_ text: [UInt8]) -> Bool {
        var index = 0
        var position = 0
        var star: (position: Int, index: Int)?
        while index < text.count {
            if position < pattern.count, pattern[position] == UInt8(ascii: "*") {
                position += 1
                star = (position, index)
            } else if let next = step(at: position, over: text[index]) {
                position = next
                index += 1
            } else if let last = star {
                star = (last.position, last.index + 1)
                position = last.position
                index = last.index + 1
            } else {
                return false
            }
        }
        return pattern[position...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// Where the pattern goes on after one byte, if that fits.
    private func step(at position: Int, over byte: UInt8) -> Int? {
        guard position < pattern.count else { return nil }
        switch pattern[position] {
        case UInt8(ascii: "?"): return position + 1
        case UInt8(ascii: "["): return step(overSetAt: position + 1, byte)
        case UInt8(ascii: "\\") where position + 1 < pattern.count:
            return pattern[position + 1] == byte ? position + 2 : nil
        case byte: return position + 1
        default: return nil
        }
    }

    private func step(overSetAt start: Int, _ byte: UInt8) -> Int? {
        var position = start
        let isNegated = position < pattern.count && pattern[position] == UInt8(ascii: "^")
        if isNegated { position += 1 }
        var isIn = false
        while position < pattern.count, pattern[position] != UInt8(ascii: "]") {
            if pattern[position] == UInt8(ascii: "\\"), position + 1 < pattern.count {
                position += 1
                isIn = isIn || pattern[position] == byte
            } else if position + 2 < pattern.count, pattern[position + 1] == UInt8(ascii: "-") {
                let bounds = [pattern[position], pattern[position + 2]].sorted()
                isIn = isIn || bounds[0]...bounds[1] ~= byte
                position += 2
            } else {
                isIn = isIn || pattern[position] == byte
            }
            position += 1
        }
        return isIn != isNegated ? Swift.min(position + 1, pattern.count) : nil
    }
}
