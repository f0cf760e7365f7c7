import FoundationEssentials
import Glibc

/// Measures what a worker costs besides its calls: until it serves, and in memory.
struct WorkerCosts {
    let machine: Machine
    let runs: Int

    /// How long `gedis server add` takes until a file that nobody has seen before is live.
    ///
    /// - Throws: `BenchFailure` when it is not served.
    func adding() throws(BenchFailure) -> [Report.Start] {
        let server = try Server(.gedis, on: machine)
        defer { server.process.end() }
        guard let address = server.addresses[.tcp] else { return [] }
        let path = "\(machine.folder)/calc.py"
        guard let text = try? String(contentsOfFile: "\(machine.namespaces)/calc.py", encoding: .utf8) else {
            throw BenchFailure("\(machine.namespaces)/calc.py cannot be read")
        }
        var number = 0
        return [
            try Report.Start.measure("gedis server add of a Python file that is new", runs) {
                () throws(BenchFailure) in
                number += 1
                do {
                    try Data("\(text)\n# \(number)\n".utf8).write(to: URL(filePath: path))
                } catch {
                    throw BenchFailure("\(path) cannot be written: \(error)")
                }
                try machine.gedis("server", "add", Server.Kind.gedis.rawValue, path)
                try Caller.call(["calc.sum", "1", "2"], at: address)
            } afterwards: { (_) throws(BenchFailure) in
                try machine.gedis("server", "remove", Server.Kind.gedis.rawValue, "calc", "--force")
            }
        ]
    }

    /// The memory of the workers of a server that have been called.
    ///
    /// - Throws: `BenchFailure` when it is not served.
    func memory(_ row: String) throws(BenchFailure) -> [Report.Process] {
        guard let contender = Row.workers.first(where: { $0.name == row })?.contenders.first else { return [] }
        let servers = Servers(on: machine)
        let (server, generator) = try servers.load(contender, over: .tcp, connections: 50, depth: 16)
        _ = try generator.run(.requests(20_000))
        var workers: [Report.Process] = []
        for pid in ProcessUsage.children(of: server.process.pid) {
            workers.append(try Report.Process("worker of \(row)", pid))
        }
        return workers
    }
}
