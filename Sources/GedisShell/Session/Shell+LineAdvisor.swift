import GedisClient

extension Shell: LineAdvisor {
    var prompt: String {
        let status = connection.status
        guard status.isConnected else { return "\(name) (not connected)> " }
        return status.database == 0 ? "\(name)> " : "\(name)[\(status.database)]> "
    }

    func hint(after line: String) -> String { connection.status.catalog.hint(after: line) }

    func completions(of line: String) -> [String] {
        let begun = line.drop { $0 == " " }
        let topic = begun.lowercased().hasPrefix("help ") ? begun.dropFirst(5).drop { $0 == " " } : begun
        let before = line.dropLast(topic.count)
        let catalog = connection.status.catalog
        let names = catalog.completions(of: String(topic))
        return (names.isEmpty ? catalog.completions(ofArgumentIn: String(topic)) : names).map { before + $0 }
    }
}
