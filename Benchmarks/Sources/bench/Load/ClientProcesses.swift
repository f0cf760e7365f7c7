/// Load by processes of their own, one on each of some cores, which share the connections.
final class ClientProcesses: Load {
    private let cores: [Int]
    private let arguments: [String]
    private let folder: String

    /// Prepares the processes; each run starts them.
    ///
    /// - Parameters:
    ///   - address: the server's
    ///   - cores: where they run
    ///   - row: the row whose requests they send
    ///   - contender: whose of the row's, from 1 on
    ///   - connections: how many connections they have together
    ///   - depth: how many requests each connection has in flight
    ///   - folder: where they write
    init(
        to address: Address, cores: [Int], row: String, contender: Int, connections: Int, depth: Int, folder: String
    ) {
        self.cores = cores
        self.folder = folder
        arguments = [
            "--load", address.argument, "--only", row, "--contender", "\(contender)", "--connections",
            "\(connections / cores.count)", "--depth", "\(depth)",
        ]
    }

    func run(seconds: Double) throws(BenchFailure) -> LoadResult {
        var processes: [ChildProcess] = []
        for core in cores {
            processes.append(
                try ChildProcess(
                    ["taskset", "-c", "\(core)", CommandLine.arguments[0]] + arguments + ["--seconds", "\(seconds)"],
                    output: "\(folder)/client-\(core)"))
        }
        var sum = LoadResult(requests: 0, seconds: 0, loadCPU: 0)
        for process in processes {
            let code = process.wait()
            guard code == 0, let result = LoadResult(line: process.printed) else {
                throw BenchFailure("a process of the load failed:\n\(process.printed)")
            }
            sum.requests += result.requests
            sum.seconds = max(sum.seconds, result.seconds)
            sum.loadCPU += result.loadCPU
        }
        return sum
    }
}
