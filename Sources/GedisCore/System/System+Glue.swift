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
        var namespace = GedisKit.Namespace(name: environment.name, summary: "The commands that every server has.", types: [
            GedisKit.TypeDescription(name: "System.KeyPage", help: "A page of names.", shape: .record([
                GedisKit.TypeDescription.Field("keys", .list(.string()), help: "The names."),
                GedisKit.TypeDescription.Field("next", .optional(.string()), help: "The cursor for the next page; none on the last."),
            ])),
        ], commands: [])

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

        // system.swift:43: nonisolated(nonsending) func incr(_ key: String, _ amount: Int = 1, namespace: String, dbclient: any Backend) async throws -> Int
        namespace.commands.append(
            GedisKit.Command(
                name: "incr",
                summary: "Adds to a whole number in the server's backend, in one step.",
                discussion: """
                Returns: the new number.

                Throws: `BackendError` when the value is no whole number, and when the backend cannot be reached or cannot count.
                """,
                parameters: [
                    GedisKit.Parameter(name: "key", type: "String", help: "the number's name; one that is not there counts as 0"),
                    GedisKit.Parameter(name: "amount", type: "Int", schema: .integer(), help: "what to add; below 0 to subtract", presence: .defaulted(expression: "1")),
                ],
                returns: "Int",
                result: .integer(),
                handler: .asynchronous { calls in
                    while calls.next() {
                        let dbclient = try environment.requiredBackend()
                        let key = try calls.arguments.decode(String.self, at: 0, "key")
                        guard calls.arguments.count > 1 else { try await calls.reply.result(instance.incr(key, namespace: environment.name, dbclient: dbclient)); continue }
                        let amount = try calls.arguments.decode(Int.self, at: 1, "amount")
                        try await calls.reply.result(instance.incr(key, amount, namespace: environment.name, dbclient: dbclient))
                    }
                }))

        // system.swift:58: nonisolated(nonsending) func delete(_ key: String, _ more: String..., namespace: String, dbclient: any Backend) async throws -> Int
        namespace.commands.append(
            GedisKit.Command(
                name: "delete",
                summary: "Removes values from the server's backend.",
                discussion: """
                Returns: how many there were.

                Throws: `BackendError` when the backend cannot be reached.
                """,
                parameters: [
                    GedisKit.Parameter(name: "key", type: "String", help: "a value's name"),
                    GedisKit.Parameter(name: "more", type: "String", help: "the names of others", presence: .variadic),
                ],
                returns: "Int",
                result: .integer(),
                handler: .asynchronous { calls in
                    while calls.next() {
                        let dbclient = try environment.requiredBackend()
                        let key = try calls.arguments.decode(String.self, at: 0, "key")
                        guard calls.arguments.count > 1 else { try await calls.reply.result(instance.delete(key, namespace: environment.name, dbclient: dbclient)); continue }
                        let more = try calls.arguments.decodeRest(String.self, from: 1, "more")
                        try await calls.reply.result(instance.delete_array(key, more, environment.name, dbclient))
                    }
                }))

        // system.swift:74: nonisolated(nonsending) func keys(_ prefix: String = "", _ after: String = "", _ limit: Int = 100, namespace: String, dbclient: any Backend) async throws -> KeyPage
        namespace.commands.append(
            GedisKit.Command(
                name: "keys",
                summary: "Lists the names of values in the server's backend, page by page, in the order of their bytes.",
                discussion: """
                Returns: the names, and as `next` the cursor for the page after them, which the last page does not have.

                Throws: `BackendError` when the backend cannot be reached.
                """,
                parameters: [
                    GedisKit.Parameter(name: "prefix", type: "String", help: "what they begin with; empty for all", presence: .defaulted(expression: "\"\"")),
                    GedisKit.Parameter(name: "after", type: "String", help: "the cursor that the page before named as `next`; empty for the first page", presence: .defaulted(expression: "\"\"")),
                    GedisKit.Parameter(name: "limit", type: "Int", schema: .integer(), help: "how many at most", presence: .defaulted(expression: "100")),
                ],
                returns: "System.KeyPage",
                result: .reference("System.KeyPage"),
                handler: .asynchronous { calls in
                    while calls.next() {
                        let dbclient = try environment.requiredBackend()
                        guard calls.arguments.count > 0 else { try await calls.reply.result(instance.keys(namespace: environment.name, dbclient: dbclient)); continue }
                        let prefix = try calls.arguments.decode(String.self, at: 0, "prefix")
                        guard calls.arguments.count > 1 else { try await calls.reply.result(instance.keys(prefix, namespace: environment.name, dbclient: dbclient)); continue }
                        let after = try calls.arguments.decode(String.self, at: 1, "after")
                        guard calls.arguments.count > 2 else { try await calls.reply.result(instance.keys(prefix, after, namespace: environment.name, dbclient: dbclient)); continue }
                        let limit = try calls.arguments.decode(Int.self, at: 2, "limit")
                        try await calls.reply.result(instance.keys(prefix, after, limit, namespace: environment.name, dbclient: dbclient))
                    }
                }))

        return namespace
    }
}

extension System {
    /// `delete` with an array for its variadic parameter: `T...` is compiled as `[T]`.
    nonisolated private func delete_array(_ value0: String, _ value1: [String], _ value2: String, _ value3: any GedisKit.Backend) async throws -> Int {
        let function = delete(_:_:namespace:dbclient:) as (String, String..., String, any GedisKit.Backend) async throws -> Int
        let cast = unsafeBitCast(function, to: ((String, [String], String, any GedisKit.Backend) async throws -> Int).self)
        return try await cast(value0, value1, value2, value3)
    }
}

extension System.KeyPage: GedisKit.Reply {
    public func write(to reply: inout GedisKit.ReplyWriter) {
        reply.map(count: 1 + (self.next == nil ? 0 : 1))
        reply.constant("$4\r\nkeys\r\n")
        self.keys.write(to: &reply)
        if let value = self.next {
            reply.constant("$4\r\nnext\r\n")
            value.write(to: &reply)
        }
    }
}
