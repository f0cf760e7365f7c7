import GedisJSON
import GedisKit

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
            .map { JSONEscapes.unquoted.text($0) }.joined(separator: "\n    ")
        return "\(time) \(level)\(padding) \(shown)" + (words.isEmpty ? "" : " · \(words)")
    }

    /// For programs: an object.
    var json: String {
        var writer = JSONWriter(escapes: .printable)
        let members =
            [("time", "\(time)"), ("level", level), ("server", server), ("message", message)]
            + fields.map { ($0.name, $0.value) }
        writer.object(members) {
            $0.string($1.0)
        } value: {
            $0.string($1.1)
        }
        return writer.text
    }

    /// A value as it is where that can be read without doubt, in quotes otherwise. Clients choose some of them.
    private static func word(_ value: String) -> String {
        let isPlain = value.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F && $0 != "\"" && $0 != "=" }
        if isPlain && !value.isEmpty { return value }
        var writer = JSONWriter(escapes: .printable)
        writer.string(value)
        return writer.text
    }
}
