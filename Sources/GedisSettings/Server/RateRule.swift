/// How often commands may be called: `calc.*: 100/s burst 20`.
public struct RateRule: Sendable, Hashable {
    /// Which commands: `*` for all of the namespaces', `calc.*` for one namespace's, `calc.sum` for one.
    public var pattern: String
    /// How many calls there may be.
    public var calls: Int
    /// In how long a time.
    public var unit: Unit
    /// How many may come at once, after a time without any.
    public var burst: Int

    /// A unit of time.
    public enum Unit: String, Sendable, CaseIterable {
        case second = "s"
        case minute = "m"
        case hour = "h"

        /// How many seconds it has.
        public var seconds: Int {
            switch self {
            case .second: 1
            case .minute: 60
            case .hour: 3600
            }
        }
    }

    /// Describes a rate.
    public init(_ pattern: String, calls: Int, per unit: Unit = .second, burst: Int? = nil) {
        self.pattern = pattern
        self.calls = calls
        self.unit = unit
        self.burst = burst ?? calls
    }
}

extension RateRule: CustomStringConvertible {
    /// The rule as it is written.
    public var description: String {
        "\(pattern): \(calls)/\(unit.rawValue)" + (burst == calls ? "" : " burst \(burst)")
    }
}

extension SettingFormat<[RateRule]> {
    /// Rules one after the other, with spaces or commas between them.
    package static let rates = SettingFormat(
        placeholder: "rates", isList: true,
        parse: { (text) throws(SettingMistake) in
            var words = text.split { $0 == " " || $0 == "," }[...]
            var rules: [RateRule] = []
            while let word = words.popFirst() {
                guard word.hasSuffix(":"), isPattern(word.dropLast()), let rate = words.popFirst(),
                    var rule = rule(String(word.dropLast().lowercased()), rate)
                else { throw mistake(in: text) }
                if words.first == "burst" {
                    words.removeFirst()
                    guard let burst = words.popFirst().flatMap({ number($0) }) else { throw mistake(in: text) }
                    rule.burst = burst
                }
                rules.append(rule)
            }
            return rules
        }, render: { $0.map(\.description).joined(separator: " ") })

    private static func mistake(in text: String) -> SettingMistake {
        SettingMistake(
            message: "'\(text.visible)' is no rate: write which commands and how often, such as "
                + "\"calc.*: 100/s\" or \"calc.sum: 5/m burst 2\"")
    }

    private static func rule(_ pattern: String, _ rate: Substring) -> RateRule? {
        let parts = rate.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let calls = number(parts[0]), let unit = RateRule.Unit(rawValue: String(parts[1]))
        else {
            return nil
        }
        return RateRule(pattern, calls: calls, per: unit)
    }

    private static func number(_ text: Substring) -> Int? {
        guard text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int(text), 1...1_000_000_000 ~= number else {
            return nil
        }
        return number
    }

    private static func isPattern(_ text: Substring) -> Bool {
        if text == "*" { return true }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2 && NamespaceName.isValid(parts[0].lowercased())
            && (parts[1] == "*"
                || (!parts[1].isEmpty && parts[1].allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }))
    }
}
