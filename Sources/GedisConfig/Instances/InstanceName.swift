/// The rule for instances' names, which are file names too.
enum InstanceName {
    /// Whether a name has 1 to 64 ASCII letters, digits, `-` and `_`, and begins with a letter or a digit.
    static func isSound(_ name: String) -> Bool {
        guard 1...64 ~= name.utf8.count, let first = name.utf8.first, isAlphanumeric(first) else { return false }
        return name.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }

    /// The rule in words.
    static let rule =
        "a name has 1 to 64 letters, digits, '-' and '_', and begins with a letter or a digit"

    /// - Throws: `ConfigError` when the name is no instance's name.
    static func check(_ name: String, of kind: InstanceKind) throws(ConfigError) {
        guard isSound(name) else {
            throw ConfigError(.invalid, "'\(name.visible)' is no name for a \(kind): \(rule)")
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
