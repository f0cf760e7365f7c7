import GedisKit

extension Namespace {
    /// What a command replies, as RESP text with `|` for line ends; an error that it throws, by its description.
    func call(_ name: String, _ arguments: String..., version: ReplyWriter.Version = .resp3) async -> String {
        await call(name, arguments, version: version)
    }

    /// What a command replies to a list of arguments.
    func call(_ name: String, _ arguments: [String], version: ReplyWriter.Version = .resp3) async -> String {
        guard let command = commands.first(where: { $0.name == name }) else { return "no command \(name)" }
        do {
            let reply = try await command.run(
                name, arguments.map { Array($0.utf8) }, by: Caller(user: "ada"), version: version)
            return String(decoding: reply, as: UTF8.self).split(separator: "\r\n").joined(separator: "|")
        } catch {
            return "\(error)"
        }
    }
}
