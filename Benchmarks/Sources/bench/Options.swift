import Glibc

/// What the command line asks for.
struct Options {
    static let usage = """
        usage: scripts/bench [--quick] [--only NAME,…] [--depth N] [--runs N] [--seconds N] [--namespaces N]
                             [--output FOLDER]
               scripts/bench --micro
               scripts/bench --check [--update]
               scripts/bench --load ADDRESS --only NAME [--contender N] [--depth N] [--connections N] [--seconds N]
               scripts/bench --load ADDRESS --hold [--connections N]

          --quick        fewer runs and fewer depths: to see that it works, not to measure
          --only         the parts to run: \(Row.all.map(\.name).joined(separator: ", ")),
                         allocations, memory, start
          --depth        how many requests are on their way on each connection (1, 16 and 64, one after the other)
          --runs         how often each is measured; the median counts (9)
          --seconds      how long a run lasts (0.15), or the load (10)
          --namespaces   how many a server has that has many, each compiled before (100)
          --output       also writes results.md and results.json there
          --micro        measures the parser and the writer alone
          --check        counts the instructions of requests and compares them with what they were
          --load         puts load on a server that is running, for a profiler: a port, or a Unix socket's path
          --hold         connections that say nothing, until it is ended
          --contender    whose requests to send: 1 is gedis', 2 and more are its rivals' (1)
        """

    var isQuick = false
    var only: Set<String> = []
    var runs = 9
    var seconds = 0.15
    var namespaceCount = 100
    var output: String?
    var load: Address?
    /// Whether the connections of the load say nothing.
    var isHolding = false
    var contender = 1
    var depth: Int?
    var connections = 50

    /// Reads the command line.
    ///
    /// - Throws: `BenchFailure` that names what is wrong with it.
    init(_ arguments: [String]) throws(BenchFailure) {
        isQuick = arguments.contains("--quick")
        if isQuick { runs = 3 }
        if arguments.contains("--load") { seconds = 10 }
        var rest = arguments[...]
        func value(of option: String) throws(BenchFailure) -> String {
            guard let value = rest.popFirst() else { throw BenchFailure("\(option) needs a value\n\(Self.usage)") }
            return value
        }
        func number<T: LosslessStringConvertible & Comparable>(of option: String, _ range: ClosedRange<T>)
            throws(BenchFailure) -> T
        {
            let text = try value(of: option)
            guard let number = T(text), range.contains(number) else {
                throw BenchFailure(
                    "\(option) takes a number from \(range.lowerBound) to \(range.upperBound), not \(text)")
            }
            return number
        }
        while let option = rest.popFirst() {
            switch option {
            case "--quick": break
            case "--only": only = Set(try value(of: option).split(separator: ",").map(String.init))
            case "--runs": runs = try number(of: option, 1...1000)
            case "--seconds": seconds = try number(of: option, 0.05...3600)
            case "--namespaces": namespaceCount = try number(of: option, Workload.ringSize...10_000)
            case "--output": output = try value(of: option)
            case "--load":
                let place = try value(of: option)
                load = UInt16(place).map { .tcp(port: $0) } ?? .unix(path: place)
            case "--hold": isHolding = true
            case "--contender": contender = try number(of: option, 1...9)
            case "--depth": depth = try number(of: option, 1...Workload.ringSize)
            case "--connections": connections = try number(of: option, 1...10_000)
            default: throw BenchFailure("unknown option \(option)\n\(Self.usage)")
            }
        }
        let known = Set(Row.all.map(\.name) + ["allocations", "memory", "start"])
        if let unknown = only.first(where: { !known.contains($0) }) {
            throw BenchFailure("there is nothing called \(unknown) to measure\n\(Self.usage)")
        }
    }

    /// Whether a part is to be measured.
    func includes(_ part: String) -> Bool { only.isEmpty || only.contains(part) }
}
