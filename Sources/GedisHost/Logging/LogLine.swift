/// One event, as it is written.
struct LogLine {
    var time: Timestamp
    var level: String
    var server: String
    var message: String
    var fields: [(name: String, value: String)]

    /// For people: `2026-01-31T12:00:00.123Z warning  wrong password · from=127.0.0.1:4711 user=bob`.
    ///
    /// A message may have lines, such as a compiler's; they are set in, so that none looks like an event of its own.
    var text: String {
        let words = fields.map { "\($0.name)=\(Self.word($0.value))" }.joined(separator: " ")
        let padding = String(repeating: " ", count: Swift.max(0, 8 - level.utf8.count))
        let shown = message.split(separator: "\n", omittingEmptySubsequences: false)
            .map { Self.escape($0, quotes: false) }.joined(separator: "\n    ")
        return "\(time) \(level)\(padding) \(shown)" + (words.isEmpty ? "" : " · \(words)")
    }

    /// For programs: an object.
    var json: String {
        let members =
            [("time", "\(time)"), ("level", level), ("server", server), ("message", message)]
            + fields.map { ($0.name, $0.value) }
        return "{" + members.map { "\(Self.quote($0.0)):\(Self.quote($0.1))" }.joined(separator: ",") + "}"
    }

    /// A value as it is where that can be read without doubt, in quotes otherwise. Clients choose some of them.
    private static func word(_ value: String) -> String {
        let isPlain = value.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F && $0 != "\"" && $0 != "=" }
        return isPlain && !value.isEmpty ? value : quote(value)
    }

    private static func quote(_ text: String) -> String { "\"\(escape(text[...], quotes: true))\"" }

    /// The text without control characters, which could forge lines or steer a terminal.
    private static func escape(_ text: Substring, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"" where quotes: result += "\\\""
            case "\\" where quotes: result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.properties.generalCategory == .control || scalar == "\u{2028}" || scalar == "\u{2029}":
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
