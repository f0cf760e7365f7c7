package import GedisKit

/// What a worker says of the namespace that it serves.
package struct WorkerManifest: Hashable, Sendable {
    /// A command.
    package struct Command: Hashable, Sendable {
        /// The name in its namespace.
        package var name: String
        /// One sentence that says what it does.
        package var summary: String
        /// The rest of its help; may be empty.
        package var discussion: String
        /// What it takes.
        package var parameters: [Parameter]
        /// What its reply looks like; nil where it is `OK`.
        package var result: Schema?
        /// Why it should not be called any more; nil where it may be.
        package var deprecation: String?
        /// Whether calls of it overlap with others.
        package var isAsynchronous: Bool
        /// Whether it is handed the whole request, and so takes arguments beyond its parameters.
        package var takesRequest: Bool
        /// Whether it is handed who calls.
        package var takesCaller: Bool
        /// Whether it is called over lanes: its calls do not overlap, and it is handed neither the request nor the caller.
        package var usesLanes: Bool
        /// Its line in the source, from 1.
        package var line: Int
    }

    /// The language and its version.
    package var language: String
    /// The program that runs.
    package var executable: String
    /// What the namespace is for.
    package var summary: String
    /// The types that schemas refer to.
    package var types: [TypeDescription]
    /// The commands, in the order in which calls number them.
    package var commands: [Command]
    /// The periods, in seconds, of what it does by itself when it is asked to; calls number those after the commands.
    var schedules: [Double]
    /// Whether it hands a state on; calls number that after the schedules.
    var handsOn: Bool
    /// Whether it is notified before it ends; calls number that after the state.
    var isNotified: Bool
    private let value: Value

    /// The manifest as it can be kept.
    package var bytes: [UInt8] {
        var writer = MarshalWriter()
        writer.value(value)
        return writer.bytes
    }

    /// Reads a manifest that was kept; nil where it is none any more.
    package init?(kept bytes: [UInt8]) {
        let value = bytes.withUnsafeBytes { bytes in
            var reader = MarshalReader(bytes)
            return try? reader.value()
        }
        guard let value, let manifest = try? WorkerManifest(value) else { return nil }
        self = manifest
    }

    /// Reads what a worker said.
    ///
    /// - Throws: `ManifestError` that says what in it is not as the protocol has it.
    package init(_ value: Value) throws(ManifestError) {
        let record = ManifestRecord(value, "the manifest")
        let version = try record.integer("protocol")
        guard version == WorkerProtocol.version else {
            throw ManifestError(
                "it speaks version \(version) of the protocol, and gedis speaks \(WorkerProtocol.version)")
        }
        language = record.text("language") ?? ""
        executable = record.text("executable") ?? ""
        summary = record.text("summary") ?? ""
        types = []
        for type in try record.list("types") { types.append(try TypeDescription(ManifestRecord(type, "a type"))) }
        commands = []
        for command in try record.list("commands") {
            commands.append(try Command(ManifestRecord(command, "a command")))
        }
        schedules = []
        if case .array(let periods)? = record["schedules"] {
            for period in periods {
                let seconds: Double? =
                    switch period {
                    case .double(let seconds): seconds
                    case .integer(let seconds): Double(seconds)
                    default: nil
                    }
                // More than any, and few enough for a `Duration`.
                guard let seconds, seconds > 0, seconds <= 1e12 else {
                    throw ManifestError("the period of a schedule is no number of seconds above 0")
                }
                schedules.append(seconds)
            }
        }
        handsOn = record.flag("state")
        isNotified = record.flag("stop")
        self.value = value
        let names = Set(commands.map { $0.name.lowercased() })
        guard names.count == commands.count else {
            throw ManifestError("two commands have names that differ in nothing but their case")
        }
        let known = Set(types.map(\.name))
        let missing = (commands.flatMap { $0.parameters.map(\.schema) } + types.flatMap(\.schemas))
            .flatMap(\.references).first { !known.contains($0) }
        if let missing { throw ManifestError("a schema refers to \(missing), which is no type of it") }
    }
}

/// A manifest that is not as the protocol has it.
package struct ManifestError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    package let description: String

    init(_ description: String) { self.description = description }
}

extension WorkerManifest.Command {
    fileprivate init(_ record: ManifestRecord) throws(ManifestError) {
        name = try record.requiredText("name")
        guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else {
            throw ManifestError("'\(name)' cannot name a command")
        }
        summary = record.text("summary") ?? ""
        discussion = record.text("discussion") ?? ""
        parameters = []
        let given = try record.list("parameters")
        for (index, value) in given.enumerated() {
            let parameter = try Parameter(ManifestRecord(value, "a parameter of \(name)"))
            guard !parameter.isVariadic || index == given.count - 1 else {
                throw ManifestError("only the last parameter of \(name) can be variadic")
            }
            parameters.append(parameter)
        }
        result = if let result = record["result"], result != .null { try Schema(result) } else { nil }
        deprecation = record.text("deprecation")
        isAsynchronous = record.flag("async")
        takesRequest = record.flag("request")
        takesCaller = record.flag("caller")
        usesLanes = record.flag("lane") && !isAsynchronous && !takesRequest && !takesCaller
        line = (try? record.integer("line")) ?? 1
    }
}

extension Parameter {
    fileprivate init(_ record: ManifestRecord) throws(ManifestError) {
        let schema = try Schema(try record.required("schema"))
        let presence: Presence =
            switch try record.requiredText("presence") {
            case "required": .required
            case "optional": .optional
            case "defaulted": .defaulted(expression: try record.requiredText("default"))
            case "variadic": .variadic
            case let other: throw ManifestError("'\(other)' is no presence of a parameter")
            }
        self.init(
            name: try record.requiredText("name"), type: schema.typeName, schema: schema,
            help: record.text("help") ?? "", presence: presence)
    }
}
