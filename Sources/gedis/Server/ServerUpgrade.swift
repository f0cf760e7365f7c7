import ArgumentParser
import GedisConfig
import GedisHost
import GedisKit

struct ServerUpgrade: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade", abstract: "Lets this gedis serve in place of another one that does, without a gap.",
        discussion: "It restarts a server that another gedis serves, as 'restart' does, and lets others be.")

    @OptionGroup var servers: ServerArguments
    @OptionGroup var options: StartOptions

    func run() async throws {
        try await servers.forEach("upgrading", ofAllThat: \.isThere) { name, workspace in
            try workspace.requireServer(name)
            let running = RunningServer(name, in: workspace)
            guard running.pid != nil else { throw Failure(.notFound, "server \(name) does not run") }
            guard !running.runsThisProgram else {
                return Terminal.say("\(name) is served by this gedis already, version \(GedisVersion.current)")
            }
            try await ServerRestart.restart(name, in: workspace, options, by: nil)
        }
    }
}
