/// The lines of several servers' logs in the order of their times, each with the server's name in front.
package struct InterleavedLogs {
    /// What is known of one log.
    private struct Log {
        var name: String
        var rest: [UInt8] = []
        /// When the last event was, whose message may go on in the next line.
        var time = ""
    }

    private var logs: [Log]
    private let width: Int

    /// Begins with nothing read.
    ///
    /// - Parameter names: the servers' names
    package init(of names: [String]) {
        logs = names.map { Log(name: $0) }
        width = names.map(\.count).max() ?? 0
    }

    /// Takes what each log has more.
    ///
    /// - Parameters:
    ///   - bytes: the bytes, in the order of the names
    ///   - isEnd: whether a last line counts that has no end yet
    /// - Returns: the lines that are whole by now.
    package mutating func add(_ bytes: [[UInt8]], isEnd: Bool = false) -> [String] {
        var lines: [(time: String, text: String)] = []
        for (index, more) in zip(logs.indices, bytes) {
            var whole = logs[index].rest + more
            let end = isEnd ? whole.endIndex : (whole.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0)
            logs[index].rest = Array(whole[end...])
            whole.removeSubrange(end...)
            let label = logs[index].name + String(repeating: " ", count: width - logs[index].name.count)
            for line in String(decoding: whole, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: true) {
                logs[index].time = Self.time(of: line) ?? logs[index].time
                lines.append((logs[index].time, "\(label) | \(line)"))
            }
        }
        // Sorting keeps the order of those that are equal: by the names, and by the lines.
        return lines.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element.text)
    }

    /// When the event was that begins with a line; nil where none does.
    private static func time(of line: Substring) -> String? {
        let text = line.hasPrefix("{\"time\":\"") ? line.dropFirst(9) : line
        return text.prefixMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/).map { String($0.0) }
    }
}
