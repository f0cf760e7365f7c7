import ArgumentParser
import GedisConfig
import GedisHost
import GedisKit

struct ServerUpgrade: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade", abstract: "Lets this gedis serve in place of another one that does, without a gap.",
        discussion: "It restarts a server that another gedis serves, as 'restart' does, and lets others be.")

    @OptionGroup var server: ServerArgument
    @OptionGroup var options: StartOptions

    func run() async throws {
        let workspace = try Workspace(server.repo)
        try workspace.requireServer(server.name)
        let running = RunningServer(server.name, in: workspace)
        guard running.pid != nil else { throw Failure(.notFound, "server \(server.name) does not run") }
        guard !running.runsThisProgram else {
            return Terminal.say("\(server.name) is served by this gedis already, version \(GedisVersion.current)")
        }
        try await ServerRestart.restart(server, options, by: nil)
    }
}
