// Statistics of all threads together.

extension ServerCore {
    /// The statistics of each command that was called, by name.
    var commandTotals: [(name: String, totals: CommandStatistics.Totals)] {
        var byName: [String: CommandStatistics.Totals] = [:]
        for statistics in counters.flatMap(\.commandStatistics) {
            byName[statistics.name, default: CommandStatistics.Totals()] += statistics.totals
        }
        return byName.filter { $0.value.calls + $0.value.rejections + $0.value.failures > 0 }
            .sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
    }

    /// How often each kind of error was replied.
    var errorTotals: [(code: String, count: Int)] {
        var byCode: [String: Int] = [:]
        for counters in counters { byCode.merge(counters.errorCodes.totals, uniquingKeysWith: +) }
        return byCode.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
