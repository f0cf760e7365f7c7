package import GedisKit

/// A server's metrics at one moment, for programs that collect them. They are those of `INFO`.
package struct ServerMetrics: Sendable {
    /// One command's metrics.
    package struct Command: Sendable {
        /// The full name, such as `calc.sum`.
        package var name: String
        /// Calls refused before they ran.
        package var rejections: Int
        /// Calls that ended with an error.
        package var failures: Int
        /// The time that all calls took together, in nanoseconds.
        package var nanoseconds: Int
        /// How many calls ran.
        package var calls: Int
        /// How many of them took no longer than a time, for rising times in nanoseconds.
        package var cumulative: [(nanoseconds: Int, calls: Int)]
    }

    /// A process that serves a namespace.
    package struct Worker: Sendable {
        /// The namespace's name.
        package var namespace: String
        /// Which of its processes it is, from 1.
        package var number: Int
        /// How it is.
        package var status: ProcessStatus
    }

    package var version: String
    package var redisVersion: String
    package var uptime: Duration
    /// Connections now, and since the start.
    package var connections: Int
    package var acceptedConnections: Int
    /// The commands that keep threads now, one for each thread.
    package var stuckCommands: [String]
    /// Requests since the start.
    package var requests: Int
    /// How often each kind of error was replied, by its first word.
    package var errors: [(kind: String, count: Int)]
    package var commands: [Command]
    package var workers: [Worker]
    /// What carriers count besides.
    package var sections: [StatisticsSection] = []
}

extension ServerCore {
    /// The metrics as they are now.
    package var metrics: ServerMetrics {
        let counters = counters
        return ServerMetrics(
            version: ServerVersion.gedis, redisVersion: ServerVersion.redis,
            uptime: ContinuousClock.now - started, connections: openConnections,
            acceptedConnections: counters.reduce(0) { $0 + $1.accepted },
            stuckCommands: stuck.map { $0.commands.joined(separator: " or ") },
            requests: counters.reduce(0) { $0 + $1.commands },
            errors: errorTotals.map { (kind: $0.code, count: $0.count) },
            commands: commandTotals.map { ServerMetrics.Command($0.name, $0.totals) },
            workers: namespaces.flatMap { namespace in
                (namespace.processes?() ?? []).enumerated().map { index, status in
                    ServerMetrics.Worker(namespace: namespace.name, number: index + 1, status: status)
                }
            }, sections: statisticsSections)
    }
}

extension ServerMetrics.Command {
    /// The times, in powers of two, for which calls are counted: from a microsecond to 17 seconds.
    private static let exponents = stride(from: 10, through: 34, by: 2)

    fileprivate init(_ name: String, _ totals: CommandStatistics.Totals) {
        self.name = name
        rejections = totals.rejections
        failures = totals.failures
        nanoseconds = totals.nanoseconds
        calls = totals.histogram.total
        cumulative = Self.exponents.map { exponent in
            // A power of two ends a bucket, so that these counts are exact.
            (1 << exponent, totals.histogram.counts[..<(exponent * 4)].reduce(0, +))
        }
    }
}
