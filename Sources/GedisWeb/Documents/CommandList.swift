import GedisCore
import GedisKit

/// The commands as `/commands` describes them.
struct CommandList {
    let namespaces: [Namespace]
    let commands: [CommandEntry]
    /// The path of GUN's WebSocket; nil where who asks may read nothing there.
    let gunPath: String?

    /// An object for each namespace, with its commands and the types that they refer to.
    var value: Value {
        let described = Value.array(namespaces.sorted { $0.name < $1.name }.compactMap(describe))
        return gunPath.map { ["namespaces": described, "gun": .string($0)] } ?? ["namespaces": described]
    }

    private func describe(_ namespace: Namespace) -> Value? {
        let commands = commands.filter { $0.group == namespace.name }
        guard !commands.isEmpty else { return nil }
        let types = TypeCatalog(namespace.types, references: "#/types/", replyBytes: BytesForm.escaped.reply)
        return [
            "name": .string(namespace.name), "summary": .string(namespace.summary),
            "types": .map(types.definitions(of: commands.map(\.command))),
            "commands": .array(
                commands.map {
                    $0.command.value(named: $0.name, types: types, argumentBytes: BytesForm.escaped.argument)
                }),
        ]
    }
}
