import Glibc
import Synchronization

/// What a worker's thread does now, for other threads to look at.
///
/// The thread writes two words a turn of its loop and one a change of command, without a lock.
package final class Activity: Sendable {
    /// A command that keeps a thread.
    package struct Stuck: Sendable, Equatable {
        /// The command's full name; several where it is one of them, none where it is none.
        package let commands: [String]
        /// For how long, in nanoseconds.
        package let nanoseconds: Int

        /// The commands, and for how long.
        package var description: String {
            "\(commands.isEmpty ? "?" : commands.joined(separator: " or ")) (\(nanoseconds / 1_000_000_000) s)"
        }
    }

    /// From when on a turn counts as stuck, and nobody waits for the thread.
    static let stuckAfter = Duration.seconds(1)

    /// When the turn began that goes on, by the coarse clock; 0 where the thread waits for events.
    private let turnStart = Atomic<Int>(0)
    /// The number of the command that runs; 0 for none.
    private let running = Atomic<Int>(0)
    /// How many calls of each command are suspended.
    private let suspended = Mutex<[String: Int]>([:])

    /// A turn of the thread's loop begins.
    package func beginTurn() { turnStart.store(Self.coarseNow(), ordering: .relaxed) }

    /// The turn is over: the thread waits for events.
    package func endTurn() { turnStart.store(0, ordering: .relaxed) }

    /// A command begins to run, or by nil none does any more.
    func run(_ entry: CommandEntry?) { running.store(entry?.number ?? 0, ordering: .relaxed) }

    /// A call is suspended, or by -1 it has ended.
    func suspend(_ name: String, _ change: Int) {
        suspended.withLock { suspended in
            let count = (suspended[name] ?? 0) + change
            suspended[name] = count > 0 ? count : nil
        }
    }

    /// For how long the turn goes on, in nanoseconds; 0 where the thread waits for events.
    package var turnTime: Int {
        let start = turnStart.load(ordering: .relaxed)
        return start == 0 ? 0 : Swift.max(Self.coarseNow() - start, 0)
    }

    /// What keeps the thread, where its turn has taken longer than `limit`.
    package func stuck(longerThan limit: Duration) -> Stuck? {
        let time = turnTime
        guard time > Int(limit / .nanoseconds(1)) else { return nil }
        if let name = CommandNumbers.name(of: running.load(ordering: .relaxed)) {
            return Stuck(commands: [name], nanoseconds: time)
        }
        return Stuck(commands: suspended.withLock { $0.keys.sorted() }, nanoseconds: time)
    }

    /// The time, in nanoseconds, to some milliseconds, which costs a fifth of the exact one.
    private static func coarseNow() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}

/// Numbers for commands' names, so that another thread can learn a name without touching the table that it is in.
enum CommandNumbers {
    private static let names = Mutex<(list: [String], numbers: [String: Int])>(([""], [:]))

    /// The number of a name, from 1 on; the same for the life of the process.
    static func number(of name: String) -> Int {
        names.withLock { names in
            if let number = names.numbers[name] { return number }
            names.list.append(name)
            names.numbers[name] = names.list.count - 1
            return names.list.count - 1
        }
    }

    /// The name that has a number; nil for 0.
    static func name(of number: Int) -> String? { number == 0 ? nil : names.withLock { $0.list[number] } }
}
