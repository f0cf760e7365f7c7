extension StringProtocol {
    /// What follows `prefix`, where the text starts with it.
    func dropping(prefix: String) -> SubSequence? { hasPrefix(prefix) ? dropFirst(prefix.count) : nil }
}
