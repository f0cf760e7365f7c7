import GedisNamespaces

/// A namespace that is not served as its source has it.
struct NamespaceFailure: Sendable, CustomStringConvertible {
    /// Its name.
    var namespace: String
    /// What is wrong.
    var reason: String
    /// The library that did not load; nil where there is none.
    var library: String?
    /// Whether the library that was served last is served.
    var isServedAsBefore: Bool

    /// What is wrong, and what is served.
    var description: String {
        let consequence =
            isServedAsBefore ? "is served as it was when it worked last" : "is left out, the others are served"
        return "namespace \(namespace) \(consequence)\n\(reason)"
    }
}

extension NamespaceFailure {
    /// The failure of a namespace that was built and does not load.
    init(_ error: any Error, of built: BuiltNamespace) {
        self.init(namespace: built.name, reason: "\(error)", library: built.library, isServedAsBefore: false)
    }

    /// The name, and what is wrong in one line.
    var summary: String {
        let lines = reason.split(separator: "\n")
        return "\(namespace): \(lines.first { $0.contains("error: ") } ?? lines.first ?? "")"
    }
}
