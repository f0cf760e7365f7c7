internal import GedisKit

/// A list, set, map, push or attribute that still misses elements.
struct OpenAggregate {
    enum Kind { case array, set, map, push, attribute }

    let kind: Kind
    private(set) var missing: Int
    // It grows as elements arrive: a count that is announced reserves nothing.
    private var elements: [Value] = []

    init(kind: Kind, missing: Int) {
        self.kind = kind
        self.missing = missing
    }

    mutating func append(_ value: Value) {
        elements.append(value)
        missing -= 1
    }

    /// Its keys and values once nothing is missing, where it is a map or an attribute.
    var entries: [Value.Entry] {
        stride(from: 0, to: elements.count, by: 2).map { Value.Entry(elements[$0], elements[$0 + 1]) }
    }

    /// What it says once nothing is missing. An attribute is no value of its own.
    var value: Value {
        switch kind {
        case .array: .array(elements)
        case .set: .set(elements)
        case .push: .push(elements)
        case .map, .attribute: .map(entries)
        }
    }
}
