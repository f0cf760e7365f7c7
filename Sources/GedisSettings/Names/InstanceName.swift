/// The rule for names of instances, which are file names too, and of users.
package enum InstanceName {
    /// Whether a name has 1 to 64 ASCII letters, digits, `-` and `_`, and begins with a letter or a digit.
    package static func isValid(_ name: String) -> Bool {
        guard 1...64 ~= name.utf8.count, let first = name.utf8.first, isAlphanumeric(first) else { return false }
        return name.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }

    /// Finds what is wrong with a name.
    ///
    /// - Parameters:
    ///   - name: the name
    ///   - thing: what it would name, such as `server`
    /// - Returns: a sentence; nil where nothing is wrong.
    package static func mistake(in name: String, of thing: String) -> String? {
        if isValid(name) { return nil }
        return "'\(name.visible)' is no name for a \(thing): "
            + "a name has 1 to 64 letters, digits, '-' and '_', and begins with a letter or a digit"
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
