import Glibc

/// Load on a server that has silent connections besides, which another process holds.
final class Crowd: Load {
    private let holder: ChildProcess?
    private let generator: LoadGenerator

    /// Connects.
    ///
    /// - Parameters:
    ///   - address: the server's
    ///   - workload: what to send
    ///   - active: how many connections it is sent on
    ///   - silent: how many others there are
    ///   - depth: how many requests each active one has in flight
    ///   - folder: where the other process writes
    /// - Throws: `BenchFailure` when the server can't be reached.
    init(
        to address: Address, _ workload: Workload, active: Int, silent: Int, depth: Int, folder: String
    ) throws(BenchFailure) {
        if silent > 0 {
            let holder = try ChildProcess(
                [
                    "setpriv", "--pdeathsig", "TERM", CommandLine.arguments[0], "--load", address.argument, "--hold",
                    "--connections", "\(silent)",
                ], output: "\(folder)/holder")
            _ = try Machine.wait(for: holder, "what holds \(silent) connections") {
                holder.printed.contains("\n") ? true : nil
            }
            self.holder = holder
        } else {
            holder = nil
        }
        generator = try LoadGenerator(to: address, workload, connections: active, depth: depth)
    }

    func run(seconds: Double) throws(BenchFailure) -> LoadResult { try generator.run(seconds: seconds) }

    /// Holds connections until this process is ended, and prints a line once they are there.
    ///
    /// - Throws: `BenchFailure` when the server can't be reached.
    static func hold(_ connections: Int, to address: Address) throws(BenchFailure) -> Never {
        for _ in 0..<connections { _ = try address.connect() }
        print("\(connections) connections")
        fflush(nil)
        while true { pause() }
    }
}
