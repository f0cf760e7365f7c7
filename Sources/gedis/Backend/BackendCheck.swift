import ArgumentParser
import GedisBackends
import GedisKit

struct BackendCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Connects to a backend, writes, reads and deletes a probe, and times each.")

    @OptionGroup var repo: RepoOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The backend's name.") var name: String

    /// A node that no namespace can have, because namespaces' names have no dash.
    private static let node = "gedis-check"

    func run() async throws {
        let backend = try Workspace(repo).makeBackend(name)
        let key = "probe-\(UInt64.random(in: 0...UInt64.max))"
        let probe = Scalar.string("checked")
        var listing = Listing("STEP", "RESULT", "MS")
        func step(_ name: String, _ body: () async throws -> String) async throws {
            let start = ContinuousClock.now
            let result = try await body()
            let milliseconds = ((ContinuousClock.now - start) / .microseconds(10)).rounded() / 100
            listing.add(.string(name), .string(result), .string("\(milliseconds)"))
        }
        try await step("connect") {
            try await backend.connect()
            return backend.address
        }
        try await step("check") { try await backend.check() }
        try await step("write") {
            try await backend.put(Self.node, [key: probe])
            return "ok"
        }
        try await step("read") {
            guard try await backend.get(Self.node, key) == probe else {
                throw BackendError("\(name): what was written was not read back")
            }
            return "ok"
        }
        try await step("delete") {
            guard try await backend.delete(Self.node, key) else {
                throw BackendError("\(name): what was written could not be deleted")
            }
            return "ok"
        }
        await backend.close()
        listing.print(as: output.output)
    }
}
