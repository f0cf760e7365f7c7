import GedisKit
import GedisSource

/// Writes modules for TypeScript, which call over this repository's client for JavaScript.
struct TypeScriptWriter: ClientWriter {
    let naming = ClientNaming(
        values: .camel, choices: .capitals,
        reservedMembers: ["caller", "constructor", "then", "toJSON", "toString", "valueOf"], reservedChoices: [],
        reservedParameters: Self.keywords, reservedTypes: Self.known.union(Self.own), classPrefixes: [""],
        renamesMembers: false)

    func module(for client: ClientModel) -> String {
        let types = TypeScriptTypes(client.types)
        let parts =
            [Self.heading(client)] + client.types.map { Self.declaration($0, types) }
            + client.namespaces.map { Self.namespaceClass($0, types) }
            + [Self.client(client), String(decoding: PackageResources.typescript_runtime_ts, as: UTF8.self)]
            + client.types.map { Self.codec($0, types) }
        return parts.map { $0.last == "\n" ? String($0.dropLast()) : $0 }.joined(separator: "\n\n") + "\n"
    }

    private static func heading(_ client: ClientModel) -> String {
        let names = client.namespaces.map(\.wireName).joined(separator: ", ")
        let first = client.namespaces.first?.name ?? "namespace"
        return """
            /**
             * Calls the commands of \(names.isEmpty ? "no namespace" : names) on a gedis server, over its client for JavaScript.
             *
             * Made by 'gedis client generate', which makes it anew: do not change it here.
             *
             *     const client = new Client(await connect("redis://localhost:9900"));
             *     client.\(first)
             */
            import { CommandError, type Argument, type Gedis } from "gedis";

            export { AbortError, CommandError, ConnectionError, GedisError, TimeoutError, connect } from "gedis";
            """
    }

    // MARK: - Types

    private static func declaration(_ type: ClientType, _ types: TypeScriptTypes) -> String {
        let help = TypeScriptText.comment([type.help])
        switch type.shape {
        case .choice(let choices):
            let values = choices.map { TypeScriptTypes.literal($0.value) }
            return help + "export type \(type.name) = \(values.isEmpty ? "never" : values.joined(separator: " | "));"
        case .record(let members):
            let lines = members.map { member in
                let deprecation = member.deprecation.map { "@deprecated \($0)" } ?? ""
                let schema = member.isRequired ? member.schema : member.schema.present
                return TypeScriptText.comment([member.help, deprecation])
                    + "\(TypeScriptTypes.member(member.wireName))\(member.isRequired ? "" : "?"): "
                    + "\(schema.typeScriptType(in: types))\(member.isRequired ? "" : " | undefined");\n"
            }
            return help + "export interface \(type.name) {\n" + lines.joined().indented(by: 2) + "}"
        }
    }

    private static func codec(_ type: ClientType, _ types: TypeScriptTypes) -> String {
        switch type.shape {
        case .choice(let choices):
            let values = choices.map { TypeScriptTypes.literal($0.value) }.joined(separator: ", ")
            return "const $\(type.name) = $choice<\(type.name)>([\(values)]);"
        case .record(let members):
            let lines = members.map { member in
                let schema = member.isRequired ? member.schema : member.schema.present
                return "  [\(member.wireName.quoted), \(schema.typeScriptCodec(in: types)), \(member.isRequired)],\n"
            }
            return "const $\(type.name): Codec<\(type.name)> = $record<\(type.name)>(() => [\n" + lines.joined() + "]);"
        }
    }

    // MARK: - Clients

    private static func client(_ client: ClientModel) -> String {
        let members = client.namespaces.map { "  readonly \($0.name): \($0.classNames[0]);\n" }
        let made = client.namespaces.map { "    this.\($0.name) = new \($0.classNames[0])(caller);\n" }
        return """
            /** A server's namespaces, called over a client of the package gedis. */
            export class Client {

            """ + members.joined() + """

                  constructor(client: Gedis<any, any>) {
                    const caller = new Caller(client.with({ bytes: true, maps: "map" }));

                """ + made.joined() + "  }\n}"
    }

    private static func namespaceClass(_ namespace: ClientModel.Namespace, _ types: TypeScriptTypes) -> String {
        let summary = namespace.summary.isEmpty ? "The namespace \(namespace.wireName)." : namespace.summary
        return TypeScriptText.comment([summary]) + "export class \(namespace.classNames[0]) {\n"
            + "  constructor(private readonly caller: Caller) {}\n"
            + namespace.commands.map { "\n" + TypeScriptCommand($0, types).method.indented(by: 2) }.joined() + "}"
    }
}

extension TypeScriptWriter {
    private static let keywords: Set<String> = [
        "arguments", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete",
        "do", "else", "enum", "eval", "export", "extends", "false", "finally", "for", "function", "if", "implements",
        "import", "in", "instanceof", "interface", "let", "new", "null", "package", "private", "protected", "public",
        "request", "return", "static", "super", "switch", "this", "throw", "true", "try", "typeof", "undefined", "var",
        "void", "while", "with", "yield",
    ]

    /// What the module names of JavaScript's own.
    private static let known: Set<String> = [
        "Array", "Date", "Error", "JSON", "Map", "Number", "Object", "Promise", "RangeError", "Record", "Set", "String",
        "TextDecoder", "TypeError", "Uint8Array",
    ]

    /// The names that typescript_runtime.ts, its imports and the client have.
    private static let own: Set<String> = [
        "AbortError", "Argument", "Caller", "Client", "Codec", "CommandError", "ConnectionError", "ErrorCode", "Gedis",
        "GedisError", "ReplyError", "Request", "TimeoutError",
    ]
}
