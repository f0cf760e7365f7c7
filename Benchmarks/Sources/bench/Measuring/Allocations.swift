import FoundationEssentials
import Glibc

/// Counts what servers allocate, by a library that is loaded into them before their own.
struct Allocations {
    private let servers: Servers
    private let folder: String

    /// Runs servers that count.
    init(on machine: Machine) {
        let (folder, counter) = (machine.folder, machine.counter)
        self.folder = folder
        servers = Servers(on: machine) {
            ["LD_PRELOAD": counter, "ALLOCATION_COUNTER_FILE": Self.file(of: $0, in: folder)]
        }
    }

    /// Measures a row's contenders over TCP with 50 connections.
    ///
    /// - Throws: `BenchFailure` for a wrong reply, or when a server does not answer.
    func measure(_ row: Row, depth: Int) throws(BenchFailure) -> [Report.Allocations] {
        var results: [Report.Allocations] = []
        for contender in row.contenders {
            let (_, generator) = try servers.load(contender, over: .tcp, connections: 50, depth: depth)
            _ = try generator.run(.requests(50 * depth * 4))
            let before = try counts(of: contender.server)
            let result = try generator.run(.requests(50 * depth * 20))
            let after = try counts(of: contender.server)
            results.append(
                Report.Allocations(
                    row: row.name, server: contender.server.program, name: contender.name, depth: depth,
                    allocationsPerMillion: (after.allocations - before.allocations) * 1_000_000 / result.requests))
        }
        return results
    }

    /// Measures how many bytes of the heap a connection holds: after connecting, and after one request.
    ///
    /// - Throws: `BenchFailure` when the server does not answer.
    func heapPerConnection(
        of kind: Server.Kind, _ connection: MemoryPerConnection.Connection, connections: Int
    ) throws(BenchFailure) -> (idle: Int, used: Int?) {
        try MemoryPerConnection(servers: servers, connections: connections, kind: kind, connection: connection)
            .measure { kind throws(BenchFailure) in try counts(of: kind).held }
    }

    private func counts(of kind: Server.Kind) throws(BenchFailure) -> (allocations: Int, held: Int) {
        guard let data = FileManager.default.contents(atPath: Self.file(of: kind, in: folder)), data.count >= 24 else {
            throw BenchFailure(
                "the allocations of \(kind.rawValue) are not counted: is \(servers.machine.counter) there?")
        }
        return data.withUnsafeBytes {
            ($0.loadUnaligned(as: Int.self), $0.loadUnaligned(fromByteOffset: 16, as: Int.self))
        }
    }

    private static func file(of kind: Server.Kind, in folder: String) -> String { "\(folder)/\(kind.rawValue).counts" }
}
