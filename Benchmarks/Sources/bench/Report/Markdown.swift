import FoundationEssentials
import Glibc

/// Writes the report as tables.
struct Markdown {
    /// The text; a part that was not measured is left out.
    static func text(of report: Report) -> String {
        let environment = report.environment
        let requests = report.throughput.flatMap(\.contenders).flatMap(\.runs).reduce(0) { $0 + $1.requests }
        var text = """
            \(environment.processor), \(environment.cores) cores, \(environment.kernel); gedis \(environment.gedis), \
            \(environment.redis). One core for the server, another for the load. Medians of \(environment.runs) runs of \
            \(decimal(environment.secondsPerRun, 1)) s, in turn. Load average before: \
            \(decimal(environment.loadBefore, 2)). Replies compared: \(requests), all right.

            """
        if !report.throughput.isEmpty { text += "\n" + Summary.text(of: report.throughput) }
        if !report.throughput.isEmpty { text += "\n" + throughput(report.throughput) }
        if !report.allocations.isEmpty { text += "\n" + allocations(report.allocations) }
        if !report.memory.isEmpty { text += "\n" + memory(report.memory) }
        if !report.processes.isEmpty { text += "\n" + processes(report.processes) }
        if !report.start.isEmpty { text += "\n" + start(report.start) }
        return text
    }

    static let throughputHeader = """
        | | over | connections | depth | gedis req/s | CPU s/M | against | req/s | CPU s/M | **ratio** (middle half) | \
        CPU ratio | busy: server, load |
        |---|---|--:|--:|--:|--:|---|--:|--:|--:|--:|--:|

        """

    private static func throughput(_ cells: [Report.Cell]) -> String {
        throughputHeader + cells.map(lines).joined()
    }

    /// A line for each of the cell's rivals.
    static func lines(of cell: Report.Cell) -> String {
        guard let gedis = cell.contenders.first else { return "" }
        return cell.contenders.dropFirst().map { rival in
            let ratio = Spread(zip(gedis.runs, rival.runs).map { $0.rate / $1.rate })
            let cpu = Spread(zip(gedis.runs, rival.runs).map { $0.cpuPerMillion / $1.cpuPerMillion })
            let busy = (Spread(gedis.runs.map(\.serverShare)), Spread(gedis.runs.map(\.loadShare)))
            return row([
                cell.row, cell.transport, "\(cell.connections)", "\(cell.depth)", rate(gedis), cost(gedis),
                "\(rival.server) \(rival.name)", rate(rival), cost(rival),
                "**\(decimal(ratio.median, 2))** (\(decimal(ratio.lower, 2))–\(decimal(ratio.upper, 2)))",
                decimal(cpu.median, 2), "\(percent(busy.0)), \(percent(busy.1))",
            ])
        }.joined()
    }

    private static func allocations(_ results: [Report.Allocations]) -> String {
        "| malloc calls per million requests | depth | gedis | against | |\n|---|--:|--:|---|--:|\n"
            + results.filter { $0.server == "gedis" }.map { gedis in
                results.filter { $0.row == gedis.row && $0.depth == gedis.depth && $0.server == "redis" }.map { rival in
                    row([
                        gedis.row, "\(gedis.depth)", "\(gedis.allocationsPerMillion)", "redis \(rival.name)",
                        "\(rival.allocationsPerMillion)",
                    ])
                }.joined()
            }.joined()
    }

    private static func memory(_ results: [Report.Memory]) -> String {
        "| bytes for each of the connections | | connections | idle | after one PING |\n|---|---|--:|--:|--:|\n"
            + results.map {
                row([
                    "\($0.server), \($0.kind)", $0.connection, "\($0.connections)", "\($0.idleBytes)",
                    $0.usedBytes.map { "\($0)" } ?? "",
                ])
            }.joined()
    }

    private static func processes(_ results: [Report.Process]) -> String {
        "| memory of a process | resident MB | anonymous MB |\n|---|--:|--:|\n"
            + results.map {
                row([
                    $0.name, decimal(Double($0.residentBytes) / 1e6, 1), decimal(Double($0.anonymousBytes) / 1e6, 1),
                ])
            }.joined()
    }

    private static func start(_ results: [Report.Start]) -> String {
        "| from start to | ms (middle half) | goal |\n|---|--:|--:|\n"
            + results.map {
                let time = Spread($0.seconds.map { $0 * 1000 })
                return row([
                    $0.what, "\(decimal(time.median, 1)) (\(decimal(time.lower, 1))–\(decimal(time.upper, 1)))",
                    $0.goal.map { "≤ \(decimal($0, 0))" } ?? "",
                ])
            }.joined()
    }

    static func row(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |\n" }

    private static func rate(_ contender: Report.Contender) -> String {
        decimal(Spread(contender.runs.map(\.rate)).median, 0)
    }

    private static func cost(_ contender: Report.Contender) -> String {
        decimal(Spread(contender.runs.map(\.cpuPerMillion)).median, 2)
    }

    private static func percent(_ share: Spread) -> String { "\(decimal(share.median * 100, 0)) %" }

    static func decimal(_ number: Double, _ digits: Int) -> String {
        guard number.isFinite else { return "-" }
        let scale = pow(10, Double(digits))
        let scaled = Int((number * scale).rounded())
        guard digits > 0 else { return "\(scaled)" }
        let fraction = String(scaled % Int(scale))
        return "\(scaled / Int(scale))." + String(repeating: "0", count: digits - fraction.count) + fraction
    }
}
