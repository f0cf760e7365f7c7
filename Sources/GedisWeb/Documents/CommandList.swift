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
                        "types": .map(
                            namespace.types.map { Value.Entry(.string($0.name), $0.value(references: "#/types/")) }),
                        "commands": .array(commands.filter { $0.group == namespace.name }.map(\.value)),
                    ]
                })
        ]
    }
}

extension CommandEntry {
    fileprivate var value: Value {
        var entries = [
            Value.Entry("name", .string(name)), Value.Entry("summary", .string(command.summary)),
            Value.Entry("discussion", .string(command.discussion)),
            Value.Entry("parameters", .array(command.parameters.map(\.value))),
            Value.Entry("returns", .string(command.returns)),
        ]
        if let result = command.result { entries.append(Value.Entry("result", result.value(references: "#/types/"))) }
        if let deprecation = command.deprecation { entries.append(Value.Entry("deprecated", .string(deprecation))) }
        return .map(entries)
    }
}

extension Parameter {
    fileprivate var value: Value {
        var entries = [
            Value.Entry("name", .string(name)), Value.Entry("type", .string(type)),
            Value.Entry("schema", schema.value(references: "#/types/")), Value.Entry("help", .string(help)),
            Value.Entry("required", .boolean(isRequired)), Value.Entry("variadic", .boolean(isVariadic)),
        ]
        if case .defaulted(let expression) = presence { entries.append(Value.Entry("default", .string(expression))) }
        return .map(entries)
    }
}
