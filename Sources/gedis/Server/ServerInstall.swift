import ArgumentParser
import Foundation
import GedisConfig
import Glibc

struct ServerInstall: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Writes a systemd unit that keeps a server running.",
        discussion: """
            It goes to the user's own units, or with --system to the machine's. Nothing is started: what to call next is \
            printed. The service runs in the foreground, finds its files where this user's gedis does, and may write \
            nowhere else.
            """)

    @OptionGroup var server: ServerArgument
    @Flag(help: "Write to /etc/systemd/system, for a service that starts with the machine.") var system = false
    @Option(help: "The account that a --system service runs as; without it, yours.") var account: String?
    @Flag(help: "Print the unit and write nothing.") var print = false

    func run() throws {
        let workspace = try Workspace(server.repo)
        let instance = try workspace.repo.server(server.name)
        guard system || account == nil else { throw Failure(.usage, "--account needs --system") }
        let unit = ServiceUnit(
            instance: instance, workspace: workspace, account: system ? account ?? NSUserName() : nil,
            writable: try writableFolders(of: instance, in: workspace))
        guard !print else { return Terminal.say(unit.text) }
        let folder = system ? "/etc/systemd/system" : Self.userUnits(workspace)
        let file = "\(folder)/\(unit.name)"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data((unit.text + "\n").utf8).write(to: URL(filePath: file), options: .atomic)
        } catch {
            throw Failure(.failed, "cannot write \(file): \(error.localizedDescription)")
        }
        let manager = system ? "systemctl" : "systemctl --user"
        Terminal.say("wrote \(file)")
        Terminal.note("\(manager) daemon-reload && \(manager) enable --now \(unit.name) starts it")
        if !system { Terminal.note("loginctl enable-linger lets it run while you are not logged in") }
    }

    /// The units' folder beside gedis' own configuration.
    private static func userUnits(_ workspace: Workspace) -> String {
        URL(filePath: workspace.machine.config).deletingLastPathComponent().appending(path: "systemd/user").path
    }

    /// What the server writes. The folders are made here, because a service can be given only those that exist.
    private func writableFolders(of instance: Instance<ServerDefinition>, in workspace: Workspace) throws -> [String] {
        let machine = workspace.machine
        var folders = [machine.state, machine.cache, machine.data]
        if !print {
            for folder in folders {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            }
        }
        if !instance.definition.unixsocket.isEmpty {
            folders.append(URL(filePath: instance.definition.unixsocket).deletingLastPathComponent().path)
        }
        return folders
    }
}
