import ArgumentParser
import GedisHost
import GedisKit
import Glibc

/// The command-line tool. Standard output carries the answer, standard error everything else.
@main
struct Gedis: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gedis",
        abstract: "Serves your functions over the Redis protocol.",
        discussion: """
            Servers, clients, backends and machines are YAML files in a config repo: a folder that is given by --repo, GEDIS_REPO, \
            an instances/ folder here or above, or else lies in the user's configuration.

            Exit codes: 0 done, 1 the command replied an error, or 'namespace check' or 'client generate --check' found \
            one, 2 wrong usage or an invalid definition, 3 not found, 4 could not connect, 5 anything else that failed, \
            10 'plan' found something to do.
            """,
        version: GedisVersion.current,
        subcommands: [
            DevelopmentVerb.self, NamespaceVerbs.self, WorkerVerbs.self, ServerVerbs.self, ClientVerbs.self,
            BackendVerbs.self, MachineVerbs.self, CertificateVerbs.self, ConfigVerbs.self, RepoVerbs.self,
            PlanVerb.self, ApplyVerb.self,
            DoctorVerb.self,
            NamespaceServeIsolated.self,
        ])

    static func main() async {
        if CommandLine.arguments.contains("--resume") { Supervisor.keepSignals() }
        Glibc.exit(await run())
    }

    /// Runs the command that the process was started with.
    ///
    /// - Returns: the code with which the process ends.
    private static func run() async -> Int32 {
        var command: any ParsableCommand
        do {
            command = try parseAsRoot()
        } catch {
            return report(parsing: error)
        }
        do {
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return 0
        } catch let error where error is CleanExit || error is ExitCode || error is ValidationError {
            return report(parsing: error)
        } catch {
            // The parser has commands of its own, such as `help`, which throw what only it can explain.
            guard includes(type(of: command)) else { return report(parsing: error) }
            let failure = Failure(explaining: error)
            if !failure.message.isEmpty { Terminal.complain(failure.message) }
            return failure.code.rawValue
        }
    }

    /// Prints what the argument parser has to say: help that was asked for, or a mistake in how a command was written.
    ///
    /// - Returns: the code with which the process ends.
    private static func report(parsing error: any Error) -> Int32 {
        let code = exitCode(for: error)
        let message = CompletionScript.finished(fullMessage(for: error), of: CommandLine.arguments)
        if !message.isEmpty { code.isSuccess ? Terminal.say(message) : Terminal.complain(message) }
        return code == .validationFailure ? Failure.Code.usage.rawValue : code.rawValue
    }
}

extension ParsableCommand {
    /// Whether a command is this one or one below it.
    fileprivate static func includes(_ command: any ParsableCommand.Type) -> Bool {
        self == command || configuration.subcommands.contains { $0.includes(command) }
    }
}
