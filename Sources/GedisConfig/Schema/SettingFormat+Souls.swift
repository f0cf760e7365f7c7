internal import GedisSettings

extension SettingFormat<[String]> {
    /// Patterns of souls of GUN, separated by spaces.
    static let soulPatterns = SettingFormat(
        placeholder: "patterns",
        parse: { (text) throws(SettingMistake) in
            let patterns = text.split(separator: " ").map(String.init)
            if let wrong = patterns.first(where: { $0 == "-" }) {
                throw SettingMistake(message: "'\(wrong)' takes nothing away: write -PATTERN, such as -private/*")
            }
            return patterns
        }, render: { $0.joined(separator: " ") })
}
