import GedisCore
import GedisKit

/// The commands as `/commands` describes them.
struct CommandList {
    let namespaces: [Namespace]
    let commands: [CommandEntry]

    /// An object for each namespace, with its commands.
    var value: Value {
        let shown = namespaces.filter { namespace in commands.contains { $0.group == namespace.name } }
        return [
            "namespaces": .array(
                shown.sorted { $0.name < $1.name }.map { namespace in
                    [
                        "name": .string(namespace.name), "summary": .string(namespace.summary),
                        "commands": .array(commands.filter { $0.group == namespace.name }.map(\.value)),
                    ]
                })
        ]
    }
}

extension CommandEntry {
    fileprivate var value: Value {
        [
            "name": .string(name), "summary": .string(command.summary), "discussion": .string(command.discussion),
            "parameters": .array(command.parameters.map(\.value)), "returns": .string(command.returns),
        ]
    }
}

extension Parameter {
    fileprivate var value: Value {
        var entries = [
            Value.Entry("name", .string(name)), Value.Entry("type", .string(type)), Value.Entry("help", .string(help)),
            Value.Entry("required", .boolean(isRequired)), Value.Entry("variadic", .boolean(isVariadic)),
        ]
        if case .defaulted(let expression) = presence { entries.append(Value.Entry("default", .string(expression))) }
        return .map(entries)
    }
}
