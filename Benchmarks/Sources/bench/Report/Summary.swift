/// A line for each row and rival, with the ratios at all depths beside what they are to be.
enum Summary {
    /// What tells the lines apart.
    private struct Key: Hashable {
        var row: String
        var transport: String
        var connections: Int
        var rival: String
    }

    /// The table of some situations.
    static func text(of cells: [Report.Cell]) -> String {
        var keys: [Key] = []
        var ratios: [Key: [Int: (rate: Double, cpu: Double)]] = [:]
        var names: [Key: String] = [:]
        for cell in cells {
            guard let gedis = cell.contenders.first else { continue }
            for rival in cell.contenders.dropFirst() {
                let key = Key(
                    row: cell.row, transport: cell.transport, connections: cell.connections,
                    rival: "\(rival.server) \(rival.name)")
                if ratios[key] == nil { keys.append(key) }
                names[key] = "\(cell.row), \(gedis.name)"
                ratios[key, default: [:]][cell.depth] = (
                    Spread(zip(gedis.runs, rival.runs).map { $0.rate / $1.rate }).median,
                    Spread(zip(gedis.runs, rival.runs).map { $0.cpuPerMillion / $1.cpuPerMillion }).median
                )
            }
        }
        let depths = Set(cells.map(\.depth)).sorted()
        let header = ["ratio (CPU ratio)", "over", "connections", "against"] + depths.map { "depth \($0)" } + ["goal"]
        var shown: Set<[String]> = []
        let rule = "|---|---|--:|---|" + String(repeating: "--:|", count: depths.count) + "---|\n"
        return Markdown.row(header) + rule
            + keys.map { key in
                let found = depths.map { depth in
                    ratios[key]?[depth].map { "\(Markdown.decimal($0.rate, 2)) (\(Markdown.decimal($0.cpu, 2)))" } ?? ""
                }
                // Goals are of a row's own situation, which comes first.
                let goal = shown.insert([key.row, key.rival]).inserted ? Goals.of(key.row, key.rival) : ""
                return Markdown.row(
                    [names[key] ?? key.row, key.transport, "\(key.connections)", key.rival] + found + [goal])
            }.joined()
    }
}
