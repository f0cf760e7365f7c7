import GedisGUN

extension Sequence<ExactText> {
    /// The first `limit` texts that begin with `prefix` and come after `after`, in the order of their bytes.
    func page(prefix: String = "", after: String?, limit: Int) -> [String] {
        let after = after.map(ExactText.init)
        let rest = filter { text in
            (after.map { text > $0 } ?? true) && (prefix.isEmpty || text.text.utf8.starts(with: prefix.utf8))
        }
        return rest.sorted().prefix(Swift.max(limit, 0)).map(\.text)
    }
}
