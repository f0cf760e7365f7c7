/// What was measured, as `results.json` has it. Times are seconds, memory is bytes.
struct Report: Encodable {
    var environment: Environment
    var throughput: [Cell] = []
    var allocations: [Allocations] = []
    var memory: [Memory] = []
    var processes: [Process] = []
    var start: [Start] = []

    /// Where it was measured.
    struct Environment: Encodable {
        var processor: String
        var cores: Int
        var kernel: String
        var gedis: String
        var redis: String
        /// How much else the machine had to do: the load average of the last minute, before the first run.
        var loadBefore: Double
        var runs: Int
        var secondsPerRun: Double
    }

    /// A row in one situation.
    struct Cell: Encodable {
        var row: String
        var transport: String
        var connections: Int
        var depth: Int
        /// gedis first; the runs of the same number belong together.
        var contenders: [Contender]
    }

    /// The runs of one server's command.
    struct Contender: Encodable {
        var server: String
        var name: String
        var runs: [Run]
    }

    /// One run. Every reply was right, or there would be no report.
    struct Run: Encodable {
        var requests: Int
        var seconds: Double
        var serverCPU: Double
        var loadCPU: Double

        var rate: Double { Double(requests) / seconds }
        var cpuPerMillion: Double { serverCPU * 1e6 / Double(requests) }
        var serverShare: Double { serverCPU / seconds }
        var loadShare: Double { loadCPU / seconds }
    }

    /// How often a server asked for memory.
    struct Allocations: Encodable {
        var row: String
        var server: String
        var name: String
        var depth: Int
        var allocationsPerMillion: Int
    }

    /// What a connection costs.
    struct Memory: Encodable {
        var server: String
        /// `heap`: what the program asked for; `anonymous`: the pages that the kernel gave it.
        var kind: String
        /// What connections they are.
        var connection: String
        var connections: Int
        var idleBytes: Int
        /// After one request on each; nil where they make none.
        var usedBytes: Int?
    }

    /// The memory of a worker, or of a server.
    struct Process: Encodable {
        var name: String
        /// What of it is in the machine's memory, files among it.
        var residentBytes: Int
        /// What is its own and no file's.
        var anonymousBytes: Int
    }

    /// How long a start took, each time.
    struct Start: Encodable {
        var what: String
        var seconds: [Double]
        /// How many milliseconds it may take; nil where nothing is asked.
        var goal: Double?
    }
}
