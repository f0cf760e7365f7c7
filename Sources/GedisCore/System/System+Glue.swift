// Generated from system.swift. Do not edit.
// swift-format-ignore-file

import GedisKit

extension System {
    /// Makes the namespace's commands. It runs once: optimizing it would only make compiling slower.
    @_optimize(none)
    nonisolated static func gedisNamespace(
        in environment: GedisKit.Namespace.Environment
    ) throws -> GedisKit.Namespace {
        let instance = System()
        var namespace = GedisKit.Namespace(name: environment.name, summary: "The commands that every server has.", commands: [])

        // system.swift:6: func ping() -> Value
        namespace.commands.append(
            GedisKit.Command(
                name: "ping",
                summary: "Says that the server answers.",
                returns: "Value",
                result: .any,
                handler: .synchronous { arguments, reply in
                    reply.result(instance.ping())
                }))

        // system.swift:16: nonisolated(nonsending) func set(_ key: String, _ value: String, namespace: String, dbclient: any Backend) async throws
        namespace.commands.append(
            GedisKit.Command(
                name: "set",
                summary: "Stores a value in the server's backend.",
                discussion: "Throws: `BackendError` when the backend cannot be reached or refuses.",
                parameters: [
                    GedisKit.Parameter(name: "key", type: "String", help: "the value's name"),
                    GedisKit.Parameter(name: "value", type: "String", help: "what to store"),
                ],
                handler: .asynchronous { calls in
                    while calls.next() {
                        let dbclient = try environment.requiredBackend()
                        let key = try calls.arguments.decode(String.self, at: 0, "key")
                        let value = try calls.arguments.decode(String.self, at: 1, "value")
                        try await calls.reply.result(instance.set(key, value, namespace: environment.name, dbclient: dbclient))
                    }
                }))

        // system.swift:30: nonisolated(nonsending) func get(_ key: String, namespace: String, dbclient: any Backend) async throws -> Scalar?
        namespace.commands.append(
            GedisKit.Command(
                name: "get",
                summary: "Reads a value from the server's backend.",
                discussion: """
                Returns: the value, or null where there is none.

                Throws: `BackendError` when the backend cannot be reached.
                """,
                parameters: [
                    GedisKit.Parameter(name: "key", type: "String", help: "the value's name"),
                ],
                returns: "Scalar?",
                result: .optional(.any),
                handler: .asynchronous { calls in
                    while calls.next() {
                        let dbclient = try environment.requiredBackend()
                        let key = try calls.arguments.decode(String.self, at: 0, "key")
                        try await calls.reply.result(instance.get(key, namespace: environment.name, dbclient: dbclient))
                    }
                }))

        return namespace
    }
}
