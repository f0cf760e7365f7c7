import ArgumentParser
import GedisBackends
import GedisKit

struct BackendCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Connects to a backend, writes, reads and deletes a probe, and times each.",
        discussion: """
            Exit codes: 0 all steps were done, 2 the definition is wrong, 3 there is none, 4 the store cannot be \
            reached or does not answer in time, 5 a step failed otherwise.
            """)

    @OptionGroup var repo: RepoOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The backend's name.") var name: String

    /// A node that no namespace can have, because namespaces' names have no dash.
    private static let node = "gedis-check"
    private static let probe = Scalar.string("checked")

    private enum Step: String, CaseIterable { case connect, check, write, read, delete }

    func run() async throws {
        let backend = try Workspace(repo).makeBackend(name)
        let key = "probe-\(UInt64.random(in: 0...UInt64.max))"
        var listing = Listing("STEP", "RESULT", "MS")
        var failure: (any Error)?
        for step in Step.allCases where failure == nil {
            let start = ContinuousClock.now
            var result = "failed"
            do { result = try await take(step, of: backend, key) } catch { failure = error }
            let milliseconds = ((ContinuousClock.now - start) / .microseconds(10)).rounded() / 100
            listing.add(.string(step.rawValue), .string(result), .double(milliseconds))
        }
        await backend.close()
        listing.print(as: output.output)
        if let failure { throw failure }
    }

    /// Takes a step, and says what came of it.
    private func take(_ step: Step, of backend: any ConnectedBackend, _ key: String) async throws -> String {
        switch step {
        case .connect:
            try await backend.connect()
            return backend.address
        case .check: return try await backend.check()
        case .write: try await backend.put(Self.node, [key: Self.probe])
        case .read:
            guard try await backend.get(Self.node, key) == Self.probe else {
                throw BackendError("\(name): what was written was not read back")
            }
        case .delete:
            guard try await backend.delete(Self.node, key) else {
                throw BackendError("\(name): what was written could not be deleted")
            }
        }
        return "ok"
    }
}
