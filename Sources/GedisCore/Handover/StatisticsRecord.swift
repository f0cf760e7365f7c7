// What the process before has counted.

extension ServerCore {
    /// What was counted so far, for the process that counts on from there.
    ///
    /// - Parameter moved: how many connections that process counts itself, because it goes on with them
    /// - Returns: the record.
    package func statisticsRecord(withoutConnections moved: Int) -> [UInt8] {
        let counters = counters
        var writer = RecordWriter()
        writer.write(counters.reduce(0) { $0 + $1.commands })
        writer.write(counters.reduce(0) { $0 + $1.errors })
        writer.write(max(0, counters.reduce(0) { $0 + $1.accepted } - moved))
        writer.write(errorTotals) { writer, error in
            writer.write(error.code)
            writer.write(error.count)
        }
        writer.write(commandTotals) { writer, command in
            writer.write(command.name)
            writer.write(command.totals)
        }
        return writer.bytes
    }

    /// Counts on from what the process before had counted. What it said earlier is replaced.
    ///
    /// - Parameter record: what it wrote
    /// - Throws: `RecordError` where the bytes are none; nothing is counted then.
    package func inherit(statistics record: [UInt8]) throws(RecordError) {
        var reader = RecordReader(record)
        let sums = (try reader.number(), try reader.number(), try reader.number())
        let errors = try reader.list { (reader) throws(RecordError) in (try reader.text(), try reader.number()) }
        let commands = try reader.list { (reader) throws(RecordError) in
            (try reader.text(), try CommandStatistics.Totals(from: &reader))
        }
        inherited.set(
            commands: sums.0, errors: sums.1, accepted: sums.2, Dictionary(errors) { $1 }, Dictionary(commands) { $1 })
    }
}

extension RecordWriter {
    /// Writes a command's statistics; of the histogram what is not zero.
    fileprivate mutating func write(_ totals: CommandStatistics.Totals) {
        for number in [totals.calls, totals.nanoseconds, totals.rejections, totals.failures] { write(number) }
        write(totals.histogram.counts.enumerated().filter { $0.element != 0 }) { writer, bucket in
            writer.write(bucket.offset)
            writer.write(bucket.element)
        }
    }
}

extension CommandStatistics.Totals {
    fileprivate init(from reader: inout RecordReader) throws(RecordError) {
        calls = try reader.number()
        nanoseconds = try reader.number()
        rejections = try reader.number()
        failures = try reader.number()
        for (bucket, count) in try reader.list({ (reader) throws(RecordError) in
            (try reader.number(), try reader.number())
        }) where histogram.counts.indices.contains(bucket) {
            histogram.counts[bucket] = count
        }
    }
}
