// Generated from stock.swift. Do not edit.
// swift-format-ignore-file

import GedisKit

extension Stock {
    /// Makes the namespace's commands. It runs once: optimizing it would only make compiling slower.
    @_optimize(none)
    nonisolated static func gedisNamespace(
        in environment: GedisKit.Namespace.Environment
    ) throws -> GedisKit.Namespace {
        let instance = Stock()
        var namespace = GedisKit.Namespace(name: environment.name, summary: "What lies in a store room, kept in the server's backend.", commands: [])

        // stock.swift:10: func add(_ article: String, _ count: Int, dbclient: any Backend) async throws -> Int
        namespace.commands.append(
            GedisKit.Command(
                name: "add",
                summary: "Adds to an article.",
                discussion: "Returns: how many there are now.",
                parameters: [
                    GedisKit.Parameter(name: "article", type: "String", help: "the article's name"),
                    GedisKit.Parameter(name: "count", type: "Int", schema: .integer(), help: "how many come in"),
                ],
                returns: "Int",
                result: .integer(),
                handler: .asynchronous { calls in
                    while calls.next() {
                        let dbclient = try environment.requiredBackend()
                        let article = try calls.arguments.decode(String.self, at: 0, "article")
                        let count = try calls.arguments.decode(Int.self, at: 1, "count")
                        try await calls.reply.result(instance.add(article, count, dbclient: dbclient))
                    }
                }))

        // stock.swift:20: func take(_ article: String, _ count: Int = 1, dbclient: any Backend, events: Events) async throws -> Int
        namespace.commands.append(
            GedisKit.Command(
                name: "take",
                summary: "Takes of an article, and tells the channel `stock` when none is left.",
                discussion: "Returns: how many are left.",
                parameters: [
                    GedisKit.Parameter(name: "article", type: "String", help: "the article's name"),
                    GedisKit.Parameter(name: "count", type: "Int", schema: .integer(), help: "how many go out", presence: .defaulted(expression: "1")),
                ],
                returns: "Int",
                result: .integer(),
                handler: .asynchronous { calls in
                    while calls.next() {
                        let dbclient = try environment.requiredBackend()
                        let article = try calls.arguments.decode(String.self, at: 0, "article")
                        guard calls.arguments.count > 1 else { try await calls.reply.result(instance.take(article, dbclient: dbclient, events: environment.events)); continue }
                        let count = try calls.arguments.decode(Int.self, at: 1, "count")
                        try await calls.reply.result(instance.take(article, count, dbclient: dbclient, events: environment.events))
                    }
                }))

        // stock.swift:32: func label(_ article: String) -> String
        namespace.commands.append(
            GedisKit.Command(
                name: "label",
                summary: "The name of an article as it is written on its shelf.",
                parameters: [
                    GedisKit.Parameter(name: "article", type: "String", help: "the article's name"),
                ],
                returns: "String",
                result: .string(),
                handler: .synchronous { arguments, reply in
                    let article = try arguments.decode(String.self, at: 0, "article")
                    reply.result(instance.label(article))
                }))

        return namespace
    }
}
