/// The names under which tools make types of their own of those that are described.
package enum TypeTitles {
    /// A title for each type: its name, or its namespace's and its name where another has the name.
    ///
    /// - Parameters:
    ///   - types: namespaces and the names of their types
    ///   - taken: titles that no type may have
    /// - Returns: the titles, of which no two have the same letters and digits.
    package static func distinct(_ types: [(namespace: String, name: String)], except taken: Set<String>) -> [String] {
        let taken = Set(taken.map(letters))
        let groups = Dictionary(grouping: types) { letters(of: $0.name) }
        return types.map { type in
            let letters = letters(of: type.name)
            let isAlone = groups[letters]?.count == 1 && !taken.contains(letters)
            return isAlone ? type.name : "\(type.namespace).\(type.name)"
        }
    }

    /// What tools leave of a title.
    private static func letters(of title: String) -> String {
        title.lowercased().filter { $0.isLetter || $0.isNumber }
    }
}
