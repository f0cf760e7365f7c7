import GedisClient
import GedisKit

extension MountedCommand {
    /// Puts together what a server says of a command. The number of arguments is that of `COMMAND`; parameters are named as
    /// far as each is a word of its own, and the others stand in the help of the last one.
    init(_ shape: CommandShape, _ help: CommandHelp?, hasSubcommands: Bool) {
        self.init(name: shape.name)
        if let help {
            summary = help.summary
            discussion = help.discussion
            deprecation = help.deprecation
            if !help.returns.isEmpty { returns = help.returns }
            if let reply = help.reply { result = Schema(json: reply) }
        }
        let fewest = abs(shape.arity) - 1
        let arguments = hasSubcommands ? [CommandArgument(name: "subcommand", type: "string")] : help?.arguments ?? []
        var reader = ParameterReader()
        for argument in arguments where !reader.isOver { reader.take(argument) }
        let rest = arguments.dropFirst(reader.taken).map(\.usage).joined(separator: " ")
        parameters = reader.parameters.fitted(
            fewest: fewest, isOpen: shape.arity < 0 && (reader.isOver || arguments.isEmpty || hasSubcommands),
            rest: rest)
        if shape.arity > 0 { parameters = Array(parameters.prefix(fewest)) }
    }
}

/// Makes parameters of arguments, up to the first one that is not a word of its own.
private struct ParameterReader {
    private(set) var parameters: [Parameter] = []
    /// How many arguments were taken whole.
    private(set) var taken = 0
    private(set) var isOver = false

    mutating func take(_ argument: CommandArgument) {
        let isChoice = argument.type == "oneof" && argument.schema == nil
        let isWord = argument.token.isEmpty && !["block", "pure-token"].contains(argument.type) && !isChoice
        if isWord {
            add(argument, argument.isOptional ? .optional : .required)
        } else if !argument.isOptional, argument.token.isEmpty, isChoice,
            argument.parts.allSatisfy({ $0.type == "pure-token" })
        {
            parameters.append(Parameter(name: argument.name, type: "String", help: argument.usage))
        } else if !argument.isOptional, argument.token.isEmpty, argument.type == "block",
            argument.parts.allSatisfy({ $0.token.isEmpty && $0.parts.isEmpty && !$0.isOptional && !$0.isMultiple })
        {
            for part in argument.parts { add(part, .required) }
            if argument.isMultiple { isOver = true }
            return
        } else {
            isOver = true
            return
        }
        guard argument.isMultiple else {
            taken += 1
            return
        }
        if argument.isOptional {
            parameters[parameters.count - 1].presence = .variadic
            taken += 1
        }
        isOver = true
    }

    private mutating func add(_ argument: CommandArgument, _ presence: Parameter.Presence) {
        let name = argument.plainName
        var parameter = Parameter(
            name: name, type: "String", schema: .string(), help: argument.help, presence: presence)
        if let schema = argument.schema {
            parameter.schema = Schema(json: schema)
            parameter.type =
                argument.name.firstIndex(of: ":").map {
                    String(argument.name[argument.name.index(after: $0)...].prefix { $0 != "=" })
                } ?? "String"
        } else if argument.type == "integer" || argument.type == "unix-time" {
            (parameter.type, parameter.schema) = ("Int", .integer())
        } else if argument.type == "double" {
            (parameter.type, parameter.schema) = ("Double", .number)
        }
        if let standIn = argument.standIn, presence == .optional {
            parameter.presence = .defaulted(expression: standIn)
        }
        parameters.append(parameter)
    }
}

extension [Parameter] {
    /// Parameters of which so many must be given, with one for what else may be.
    fileprivate func fitted(fewest: Int, isOpen: Bool, rest: String) -> [Parameter] {
        var fitted = self
        // What must be given comes before what may be left out.
        if let last = fitted.lastIndex(where: \.isRequired), fitted[..<last].contains(where: { !$0.isRequired }) {
            fitted = []
        }
        for index in fitted.indices where fitted[index].isRequired && index >= fewest {
            fitted[index].presence = .optional
        }
        let required = fitted.count { $0.isRequired }
        if required < fewest {
            let optional = fitted.dropFirst(required)
            fitted =
                fitted.prefix(required)
                + (required..<fewest).map { Parameter(name: "argument\($0 + 1)", type: "String") }
                + optional
        }
        if isOpen, fitted.last?.isVariadic != true {
            fitted.append(Parameter(name: "arguments", type: "String", help: rest, presence: .variadic))
        }
        return fitted.withNamesOfTheirOwn
    }

    /// The same with a number behind each name that another one has.
    private var withNamesOfTheirOwn: [Parameter] {
        var names: Set<String> = []
        return map { parameter in
            var parameter = parameter
            var number = 2
            while !names.insert(parameter.name).inserted {
                parameter.name = "\(parameter.name)\(number)"
                number += 1
            }
            return parameter
        }
    }
}

extension Schema {
    /// Reads JSON Schema, as far as gedis writes it of plain values; the rest may be anything.
    fileprivate init(json schema: Value) {
        if let parts = schema["anyOf"]?.elements, parts.count == 2, parts[1]["type"]?.text == "null" {
            self = .optional(Schema(json: parts[0]))
            return
        }
        switch schema["type"]?.text {
        case "boolean": self = .boolean
        case "integer": self = schema["enum"] == nil ? .integer() : .any
        case "number": self = .number
        case "string": self = .string(format: schema["format"]?.text)
        case "array": self = .list(schema["items"].map { Schema(json: $0) } ?? .any)
        case "object":
            self = schema["additionalProperties"].map { .map(Schema(json: $0)) } ?? .any
        default: self = .any
        }
    }
}

extension Value {
    /// The value of a key; nil where there is none.
    fileprivate subscript(name: String) -> Value? {
        guard case .map(let entries) = self else { return nil }
        return entries.first { $0.key.text == name }?.value
    }

    /// The elements of a list; nil for another value.
    fileprivate var elements: [Value]? { if case .array(let elements) = self { elements } else { nil } }
}
