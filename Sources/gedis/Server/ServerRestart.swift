import ArgumentParser
import GedisConfig
import GedisHost

struct ServerRestart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart", abstract: "Stops a server if it runs, and starts it detached.")

    @OptionGroup var server: ServerArgument
    @OptionGroup var options: StartOptions

    func run() async throws {
        let workspace = try Workspace(server.repo)
        do {
            try await StartCheck(of: server.name, in: workspace).run()
        } catch {
            if RunningServer(server.name, in: workspace).pid != nil {
                Terminal.note("server \(server.name) was not stopped, because it could not start again")
            }
            throw error
        }
        _ = try await RunningServer(server.name, in: workspace).stop()
        let words = options.words(.supervise, server.name, in: workspace)
        let status = try await Detachment(of: server.name, in: workspace, words: words).start()
        Terminal.say("\(status.greeting) · pid \(status.pid)")
    }
}
