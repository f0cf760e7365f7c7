// Generated from greet.swift. Do not edit.
// swift-format-ignore-file

import GedisKit

extension Greet {
    /// Makes the namespace's commands. It runs once: optimizing it would only make compiling slower.
    @_optimize(none)
    nonisolated static func gedisNamespace(
        in environment: GedisKit.Namespace.Environment
    ) throws -> GedisKit.Namespace {
        let instance = Greet()
        var namespace = GedisKit.Namespace(name: environment.name, summary: "Says hello: an example of a namespace.", types: [
            GedisKit.TypeDescription(name: "Greet.Language", help: "", shape: .choice([.text("english"), .text("flemish")])),
        ], commands: [])

        // greet.swift:9: func hello(_ name: String, _ language: Language = .english) -> String
        namespace.commands.append(
            GedisKit.Command(
                name: "hello",
                summary: "Greets somebody.",
                parameters: [
                    GedisKit.Parameter(name: "name", type: "String", help: "whom to greet"),
                    GedisKit.Parameter(name: "language", type: "Language", schema: .reference("Greet.Language"), help: "in which language", presence: .defaulted(expression: "\"english\"")),
                ],
                returns: "String",
                result: .string(),
                handler: .synchronous { arguments, reply in
                    let name = try arguments.decode(String.self, at: 0, "name")
                    guard arguments.count > 1 else { return reply.result(instance.hello(name)) }
                    let language = try arguments.decode(Greet.Language.self, at: 1, "language")
                    reply.result(instance.hello(name, language))
                }))

        // greet.swift:19: func count(_ name: String, namespace: String, dbclient: any Backend) async throws -> Int
        namespace.commands.append(
            GedisKit.Command(
                name: "count",
                summary: "Counts how often somebody was greeted, in the server's backend.",
                discussion: "Returns: how often by now.",
                parameters: [
                    GedisKit.Parameter(name: "name", type: "String", help: "who was greeted"),
                ],
                returns: "Int",
                result: .integer(),
                handler: .asynchronous { calls in
                    while calls.next() {
                        let dbclient = try environment.requiredBackend()
                        let name = try calls.arguments.decode(String.self, at: 0, "name")
                        try await calls.reply.result(instance.count(name, namespace: environment.name, dbclient: dbclient))
                    }
                }))

        return namespace
    }
}

extension Greet.Language: GedisKit.Choices {
    static var gedisChoices: [String] { ["english", "flemish"] }
}
