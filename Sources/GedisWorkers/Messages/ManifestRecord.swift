import GedisKit

/// A dict of a manifest.
struct ManifestRecord {
    private let entries: [Value.Entry]?
    private let what: String

    /// Takes a value, which may be no dict.
    ///
    /// - Parameters:
    ///   - value: the value
    ///   - what: what it is, for errors
    init(_ value: Value, _ what: String) {
        if case .map(let entries) = value { self.entries = entries } else { entries = nil }
        self.what = what
    }

    subscript(name: String) -> Value? { entries?.first { $0.key == .simple(name) }?.value }

    func required(_ name: String) throws(ManifestError) -> Value {
        guard let value = self[name] else { throw ManifestError("\(what) has no '\(name)'") }
        return value
    }

    func text(_ name: String) -> String? {
        if case .simple(let text)? = self[name] { text } else { nil }
    }

    func requiredText(_ name: String) throws(ManifestError) -> String {
        guard let text = text(name) else { throw ManifestError("\(what) has no text '\(name)'") }
        return text
    }

    func integer(_ name: String) throws(ManifestError) -> Int {
        guard case .integer(let number)? = self[name] else { throw ManifestError("\(what) has no number '\(name)'") }
        return number
    }

    func list(_ name: String) throws(ManifestError) -> [Value] {
        guard case .array(let values)? = self[name] else { throw ManifestError("\(what) has no list '\(name)'") }
        return values
    }

    func flag(_ name: String) -> Bool { self[name] == .boolean(true) }

    /// The entries of a dict in it, in its order.
    func entries(_ name: String) throws(ManifestError) -> [(name: String, value: Value)] {
        guard case .map(let entries)? = self[name] else { throw ManifestError("\(what) has no dict '\(name)'") }
        return entries.compactMap { entry in
            if case .simple(let name) = entry.key { (name, entry.value) } else { nil }
        }
    }
}
