import ArgumentParser
import FoundationEssentials
import GedisConfig
import GedisHost

struct ServerInstall: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Writes a systemd unit that keeps a server running.",
        discussion: """
            It goes to the user's own units, or with --system to the machine's. Nothing is started: what to call next is \
            printed. The service runs in the foreground, finds its files where this user's gedis does, and may write \
            nowhere else. With --template it is gedis@.service, for all servers of the config repo: gedis@main is the \
            service of main.
            """)

    @OptionGroup var server: ServerArgument
    @Flag(help: "Write to /etc/systemd/system, for a service that starts with the machine.") var system = false
    @Option(help: "The account that a --system service runs as; without it, yours.") var account: String?
    @Flag(help: "Write one unit for all servers of the config repo, gedis@.service.") var template = false
    @Flag(help: "Print the unit and write nothing.") var print = false

    func run() throws {
        let workspace = try Workspace(server.repo)
        let instance = template ? nil : try workspace.repo.server(server.name)
        guard system || account == nil else { throw Failure(.usage, "--account needs --system") }
        let unit = ServiceUnit(
            of: instance, in: workspace, account: system ? account ?? ProcessInfo.processInfo.userName : nil,
            words: StartWords().words(.supervise, instance?.name ?? ServiceUnit.anyServer, in: workspace))
        guard !print else { return Terminal.say(unit.text) }
        try unit.install()
        let manager = system ? "systemctl" : "systemctl --user"
        Terminal.say("wrote \(unit.file)")
        let service = template ? "gedis@\(server.name)" : unit.name
        Terminal.note("\(manager) daemon-reload && \(manager) enable --now \(service) starts it")
        if !system { Terminal.note("loginctl enable-linger lets it run while you are not logged in") }
    }
}
