extension Sequence<ExactText> {
    /// The first `limit` texts that come after `after`, in the order of their bytes.
    func page(after: String?, limit: Int) -> [String] {
        let rest = after.map(ExactText.init).map { after in filter { $0 > after } } ?? Array(self)
        return rest.sorted().prefix(Swift.max(limit, 0)).map(\.text)
    }
}
