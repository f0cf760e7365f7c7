import ArgumentParser
import GedisKit
import Glibc

/// The command-line tool. Standard output carries the answer, standard error everything else.
@main
struct Gedis: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gedis",
        abstract: "Serves your functions over the Redis protocol.",
        discussion: """
            Servers, clients and backends are YAML files in a config repo: a folder that is given by --repo, GEDIS_REPO, \
            an instances/ folder here or above, or else lies in the user's configuration.

            Exit codes: 0 done, 1 the command replied an error, 2 wrong usage or an invalid definition, 3 not found, \
            4 could not connect, 5 anything else that failed.
            """,
        version: GedisVersion.current,
        subcommands: [ServerVerbs.self, ClientVerbs.self, BackendVerbs.self, CertificateVerbs.self, ConfigVerbs.self])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            Glibc.exit(report(error))
        }
    }

    /// Says what went wrong, and with which code the process ends.
    private static func report(_ error: any Error) -> Int32 {
        if let failure = Failure(explaining: error) {
            if !failure.message.isEmpty { Terminal.complain(failure.message) }
            return failure.code.rawValue
        }
        // What is left is ArgumentParser's own: help that was asked for, and mistakes in how the command was written.
        let code = exitCode(for: error)
        let message = fullMessage(for: error)
        if !message.isEmpty { code.isSuccess ? Terminal.say(message) : Terminal.complain(message) }
        return code == .validationFailure ? Failure.Code.usage.rawValue : code.rawValue
    }
}
