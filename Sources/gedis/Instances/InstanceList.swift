import ArgumentParser
import GedisConfig
import GedisHost
import GedisKit

/// Lists clients, backends or machines; servers have a list of their own, which says how they are.
struct InstanceList<Noun: InstanceNoun>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: "Lists the \(Noun.kind) definitions.")
    }

    @OptionGroup var repo: RepoOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let config = try Workspace(repo).repo
        var listing =
            switch Noun.kind {
            case .client: Listing("NAME", "ADDRESS", "TLS")
            case .machine: Listing("NAME", "ADDRESS", "PATH", "SERVERS", "KEY")
            default: Listing("NAME", "TYPE", "SETTINGS")
            }
        for name in try config.names(of: Noun.kind) {
            do {
                switch Noun.kind {
                case .client:
                    let client = try config.client(name).definition
                    listing.add(.string(name), .string(client.address), .boolean(client.ssl))
                case .machine:
                    let machine = try config.machine(name).definition
                    listing.add(
                        .string(name), .string(machine.address(of: name)), .string(machine.path),
                        .array(machine.servers.map { .string($0) }), .boolean(!machine.key.isEmpty))
                default:
                    let backend = try config.backend(name).definition
                    let settings = backend.settings.sorted { $0.key < $1.key }.filter { !$0.value.isEmpty }
                    listing.add(
                        .string(name), .string(backend.type),
                        .array(settings.map { .string("\($0.key)=\($0.value)") }))
                }
            } catch {
                listing.add(.string(name), .string("invalid"))
                Terminal.note("error: \(error)")
            }
        }
        listing.print(as: output.output)
    }
}

extension MachineDefinition {
    /// Where ssh connects, for people.
    fileprivate func address(of name: String) -> String {
        let host = addr.isEmpty ? name : addr
        return (user.isEmpty ? "" : "\(user)@") + host + (port == 0 ? "" : ":\(port)")
    }
}

extension ClientDefinition {
    /// Where the client connects, for people.
    fileprivate var address: String { unixsocket.isEmpty ? "\(addr):\(port)" : unixsocket }
}
