import FoundationEssentials
import Glibc

extension Report.Environment {
    /// Describes this machine and the programs.
    init(_ machine: Machine, _ options: Options) throws(BenchFailure) {
        func file(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
        func version(of arguments: [String]) throws(BenchFailure) -> String {
            let output = "\(machine.folder)/version"
            try ChildProcess.run(arguments, output: output)
            return file(output).split(separator: "\n").first.map(String.init) ?? ""
        }
        let model = file("/proc/cpuinfo").split(separator: "\n").first { $0.hasPrefix("model name") }
        processor = model?.split(separator: ":").last.map { String($0.drop(while: \.isWhitespace)) } ?? "?"
        cores = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        kernel = "Linux " + file("/proc/sys/kernel/osrelease").split(separator: "\n").joined()
        gedis = try version(of: [machine.tool, "--version"])
        redis = try version(of: ["redis-server", "--version"]).split(separator: " ").prefix(3).joined(separator: " ")
        loadBefore = file("/proc/loadavg").split(separator: " ").first.flatMap { Double($0) } ?? 0
        runs = options.runs
        secondsPerRun = options.seconds
    }
}
