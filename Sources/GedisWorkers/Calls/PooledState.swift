import GedisKit

/// The states of several workers as one: each is handed to the worker of the same number.
enum PooledState {
    /// The only member of the object that holds the states of several workers; that of one worker alone is its own.
    private static let key = "gedis workers"

    /// The states of workers as one.
    ///
    /// - Parameter states: a reply in RESP3 for each worker; nil where it hands nothing on
    /// - Returns: one reply in RESP3.
    static func joined(_ states: [[UInt8]?]) -> [UInt8] {
        var writer = ReplyWriter(version: .resp3)
        writer.map(count: 1)
        writer.string(key)
        writer.array(count: states.count)
        for state in states {
            if let state { state.withUnsafeBytes { writer.append(written: $0) } } else { writer.null() }
        }
        return writer.withBytes { [UInt8]($0) }
    }

    /// What each of several workers is handed.
    ///
    /// - Parameters:
    ///   - state: what was handed on, as JSON; nil where that is nothing
    ///   - count: how many workers there are
    /// - Returns: as many states as JSON. That of one worker alone goes to the first.
    static func parts(of state: [UInt8]?, count: Int) -> [[UInt8]?] {
        let known = state.map(split) ?? []
        return (0..<count).map { $0 < known.count ? known[$0] : nil }
    }

    private static func split(_ state: [UInt8]) -> [[UInt8]?] {
        state.withUnsafeBytes { bytes in
            guard let text = try? JSONText(reading: bytes, deepest: .max), text[JSONText.root].kind == .object,
                text[JSONText.root].count == 1, text.text(JSONText.root + 1) == key,
                text[JSONText.root + 2].kind == .array
            else { return [state] }
            var states: [[UInt8]?] = []
            var index = JSONText.root + 3
            for _ in 0..<text[JSONText.root + 2].count {
                states.append(text[index].kind == .null ? nil : [UInt8](text.source(of: index)))
                index = text.after(index)
            }
            return states
        }
    }
}
