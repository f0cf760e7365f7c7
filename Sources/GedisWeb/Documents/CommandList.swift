import GedisCore
import GedisKit

/// The commands as `/commands` describes them.
struct CommandList {
    let namespaces: [Namespace]
    let commands: [CommandEntry]

    /// An object for each namespace, with its commands and the types that they refer to.
    var value: Value {
        ["namespaces": .array(namespaces.sorted { $0.name < $1.name }.compactMap(describe))]
    }

    private func describe(_ namespace: Namespace) -> Value? {
        let commands = commands.filter { $0.group == namespace.name }
        guard !commands.isEmpty else { return nil }
        let types = TypeCatalog(namespace.types, references: "#/types/", replyBytes: WebBytes.reply)
        return [
            "name": .string(namespace.name), "summary": .string(namespace.summary),
            "types": .map(types.definitions(of: commands.map(\.command))),
            "commands": .array(
                commands.map { $0.command.value(named: $0.name, types: types, argumentBytes: WebBytes.argument) }),
        ]
    }
}

/// What bytes are in the JSON of calls and answers.
enum WebBytes {
    /// What stands for an argument of bytes: text whose bytes they are, or an object that holds their escaped form.
    static let argument: Value = [
        "anyOf": [
            ["type": "string"],
            [
                "type": "object", "properties": ["bytes": ["type": "string"]], "required": ["bytes"],
                "additionalProperties": false,
            ],
        ]
    ]

    /// What bytes of an answer are: text, or its escaped form.
    static let reply: Value = ["type": "string"]
}
