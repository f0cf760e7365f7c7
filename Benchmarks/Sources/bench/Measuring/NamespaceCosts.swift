import FoundationEssentials
import Glibc

/// Measures what many namespaces cost besides their calls: the start, a reload of one, and memory.
struct NamespaceCosts {
    let machine: Machine
    let runs: Int

    private var namespaces: ManyNamespaces { ManyNamespaces(machine: machine, count: machine.namespaceCount) }

    /// How long a server takes to start, and one of them to be loaded anew, beside a server that has only that.
    ///
    /// - Throws: `BenchFailure` when they are not served.
    func times() throws(BenchFailure) -> [Report.Start] {
        try namespaces.build()
        let starts = StartTimes(machine: machine, runs: runs)
        let count = machine.namespaceCount
        return [
            try starts.server("gedis server start, \(count) namespaces built", .gedisMany, goal: 3000),
            try starts.server("gedis server start, 1 namespace built", .gedisSingle), try compiling(),
            try reloading("gedis server reload, 1 of \(count) namespaces changed", .gedisMany),
            try reloading("gedis server reload, the only namespace changed", .gedisSingle),
        ]
    }

    /// The memory of both servers.
    ///
    /// - Throws: `BenchFailure` when they are not served.
    func memory() throws(BenchFailure) -> [Report.Process] {
        var processes: [Report.Process] = []
        for (kind, count) in [(Server.Kind.gedisMany, machine.namespaceCount), (.gedisSingle, 1)] {
            let server = try Server(kind, on: machine)
            processes.append(try Report.Process("gedis of \(count) namespaces", server.process.pid))
        }
        return processes
    }

    /// How long the compiler takes for one of them, with what gedis does to know its commands.
    private func compiling() throws(BenchFailure) -> Report.Start {
        var number = 1_000_000
        return try Report.Start.measure("gedis namespace check, which compiles one of them", runs) {
            () throws(BenchFailure) in
            number += 1
            try namespaces.write(0, of: "part-0", adding: number)
            try machine.gedis("namespace", "check", namespaces.path(0, of: "part-0"))
        } afterwards: { (_) throws(BenchFailure) in
        }
    }

    private func reloading(_ what: String, _ kind: Server.Kind) throws(BenchFailure) -> Report.Start {
        let server = try Server(kind, on: machine)
        defer { server.process.end() }
        guard let address = server.addresses[.tcp] else { throw BenchFailure("\(what): no address") }
        // A change that none of the others is.
        var number = kind == .gedisMany ? 2_000_000 : 3_000_000
        return try Report.Start.measure(what, runs) { () throws(BenchFailure) in
            number += 1
            try namespaces.write(0, of: kind.rawValue, adding: number)
            try machine.gedis("server", "reload", kind.rawValue)
            let reply = try Caller.call(["\(ManyNamespaces.name(0)).add0", "1", "2"], at: address)
            guard reply == ":\(number + 3)\r\n" else { throw BenchFailure("\(what): \(reply) is the old reply") }
        } afterwards: { (_) throws(BenchFailure) in
        }
    }
}
