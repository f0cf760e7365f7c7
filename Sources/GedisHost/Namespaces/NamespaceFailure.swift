/// A namespace that is not served as its source has it.
struct NamespaceFailure: Sendable, CustomStringConvertible {
    /// Its name.
    var namespace: String
    /// What is wrong.
    var reason: String
    /// Whether the library that was served last is served.
    var isServedAsBefore: Bool

    /// What is wrong, and what is served.
    var description: String {
        let consequence =
            isServedAsBefore ? "is served as it was when it worked last" : "is left out, the others are served"
        return "namespace \(namespace) \(consequence)\n\(reason)"
    }
}
