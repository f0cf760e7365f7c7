import ArgumentParser
import GedisBackends
import GedisHost
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
    @Argument(help: "The backend's name.", completion: Candidates.backends) var name: String

    func run() async throws {
        let backend = try Workspace(repo).makeBackend(name)
        let probe = BackendProbe(of: backend, name)
        var listing = Listing("STEP", "RESULT", "MS")
        var failure: (any Error)?
        for step in BackendProbe.Step.allCases where failure == nil {
            let start = ContinuousClock.now
            var result = "failed"
            do { result = try await probe.take(step) } catch { failure = error }
            let milliseconds = ((ContinuousClock.now - start) / .microseconds(10)).rounded() / 100
            listing.add(.string(step.rawValue), .string(result), .double(milliseconds))
        }
        await backend.close()
        listing.print(as: output.output)
        if let failure { throw failure }
    }
}
