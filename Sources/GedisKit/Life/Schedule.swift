/// What a namespace does every so often by itself.
///
/// A type declares its schedules as `static let schedules`:
///
///     actor Jobs {
///         static let schedules: [Schedule<Jobs>] = [.every(.minutes(5)) { try await $0.sweep() }]
///     }
///
/// A run begins when the one before has ended and its time has come; none begins or goes on while the namespace is
/// replaced.
public struct Schedule<Owner: Sendable>: Sendable {
    /// How long it is from the beginning of one run to that of the next, at least.
    public let period: Duration
    /// What is done.
    public let run: @Sendable (Owner) async throws -> Void

    /// Does something every so often, the first time after one period.
    ///
    /// - Parameters:
    ///   - period: how long it is from one run to the next
    ///   - run: what is done with the namespace's instance; an error that it throws is logged
    /// - Returns: the schedule.
    public static func every(
        _ period: Duration, _ run: @escaping @Sendable (Owner) async throws -> Void
    ) -> Schedule {
        Schedule(period: period, run: run)
    }
}

extension Duration {
    /// So many minutes.
    public static func minutes(_ count: Int) -> Duration { .seconds(60 * count) }

    /// So many hours.
    public static func hours(_ count: Int) -> Duration { .seconds(3600 * count) }
}
