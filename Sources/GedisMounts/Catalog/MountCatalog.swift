import GedisClient
import GedisKit

/// The commands that a mounted server says that it has.
struct MountCatalog: Hashable, Sendable {
    /// The commands that are sent on, in the order of their names.
    let commands: [MountedCommand]
    /// Why others are not.
    let refusals: [String: MountRefusal]
    /// Whether the server says which commands it has: where not, any is sent on.
    let isComplete: Bool
    /// How many commands the server has.
    let count: Int

    /// Asks a server, by `COMMAND` for names and numbers of arguments and by `COMMAND DOCS` for help.
    ///
    /// - Throws: `ClientError` where it does not answer.
    init(asking client: Client) async throws {
        let replies = try await client.pipeline([[Array("COMMAND".utf8)], [Array("COMMAND".utf8), Array("DOCS".utf8)]])
        self.init(listed: replies[0].withoutAttributes, documented: replies[1].withoutAttributes)
    }

    /// Reads the replies to `COMMAND` and `COMMAND DOCS`, which may be errors.
    init(listed: Value, documented: Value) {
        let help = Dictionary(
            (CommandHelp.all(documentedBy: documented) ?? []).map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first })
        let listed = CommandShape.all(listedBy: listed)
        let shapes =
            listed.isEmpty
            ? help.keys.filter { !$0.contains(" ") }.map { CommandShape(name: $0, arity: -1, flags: []) } : listed
        var commands: [MountedCommand] = []
        var refusals: [String: MountRefusal] = [:]
        for shape in shapes {
            if let refusal = MountRefusal(shape.name, flags: shape.flags) {
                refusals[shape.name] = refusal
            } else {
                let hasSubcommands = help.keys.contains { $0.hasPrefix(shape.name + " ") }
                commands.append(MountedCommand(shape, help[shape.name], hasSubcommands: hasSubcommands))
            }
        }
        self.commands = commands.sorted { $0.name < $1.name }
        self.refusals = refusals
        isComplete = !shapes.isEmpty
        count = shapes.count
    }

    /// How many commands a server says that it has; nil where it does not.
    static func count(asking client: Client) async throws -> Int? {
        guard case .integer(let count) = try await client.send([Array("COMMAND".utf8), Array("COUNT".utf8)]) else {
            return nil
        }
        return count
    }
}

/// A command as `COMMAND` describes it.
struct CommandShape: Hashable {
    var name: String
    /// How many words a request has, the name among them; below zero where there may be more.
    var arity: Int
    var flags: Set<String>

    /// Reads a reply to `COMMAND`; another one has none.
    static func all(listedBy reply: Value) -> [CommandShape] {
        guard case .array(let commands) = reply else { return [] }
        return commands.compactMap { command in
            guard case .array(let parts) = command, let name = parts.first?.text?.lowercased(), isName(name) else {
                return nil
            }
            var shape = CommandShape(name: name, arity: -1, flags: [])
            if parts.count > 1, case .integer(let arity) = parts[1], arity != 0, abs(arity) < 1000 {
                shape.arity = arity
            }
            if parts.count > 2 {
                switch parts[2] {
                case .array(let flags), .set(let flags): shape.flags = Set(flags.compactMap(\.text))
                default: break
                }
            }
            return shape
        }
    }

    /// Whether a client can call something by a name.
    private static func isName(_ name: String) -> Bool {
        1...200 ~= name.utf8.count && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
}
