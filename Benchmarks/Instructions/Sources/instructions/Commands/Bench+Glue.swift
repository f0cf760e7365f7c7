// Generated from bench.swift. Do not edit.
// swift-format-ignore-file

import GedisKit

extension Bench {
    /// Makes the namespace's commands. It runs once: optimizing it would only make compiling slower.
    @_optimize(none)
    nonisolated static func gedisNamespace(
        in environment: GedisKit.Namespace.Environment
    ) throws -> GedisKit.Namespace {
        let instance = Bench()
        var namespace = GedisKit.Namespace(name: environment.name, summary: "The commands that are measured.", types: [
            GedisKit.TypeDescription(name: "Bench.Item", help: "A record of five fields.", shape: .record([
                GedisKit.TypeDescription.Field("sku", .string()),
                GedisKit.TypeDescription.Field("name", .string()),
                GedisKit.TypeDescription.Field("count", .integer()),
                GedisKit.TypeDescription.Field("price", .number),
                GedisKit.TypeDescription.Field("paid", .boolean),
            ])),
        ], commands: [])

        // bench.swift:6: func echo(_ text: String) -> String
        namespace.commands.append(
            GedisKit.Command(
                name: "echo",
                summary: "Returns its argument.",
                parameters: [
                    GedisKit.Parameter(name: "text", type: "String"),
                ],
                returns: "String",
                result: .string(),
                handler: .synchronous { arguments, reply in
                    let text = try arguments.decode(String.self, at: 0, "text")
                    reply.result(instance.echo(text))
                }))

        // bench.swift:9: func sum(_ a: Int, _ b: Int) -> Int
        namespace.commands.append(
            GedisKit.Command(
                name: "sum",
                summary: "Adds two numbers.",
                parameters: [
                    GedisKit.Parameter(name: "a", type: "Int", schema: .integer()),
                    GedisKit.Parameter(name: "b", type: "Int", schema: .integer()),
                ],
                returns: "Int",
                result: .integer(),
                handler: .synchronous { arguments, reply in
                    let a = try arguments.decode(Int.self, at: 0, "a")
                    let b = try arguments.decode(Int.self, at: 1, "b")
                    reply.result(instance.sum(a, b))
                }))

        // bench.swift:12: func work(_ seed: Int, _ steps: Int) -> Int
        namespace.commands.append(
            GedisKit.Command(
                name: "work",
                summary: "Keeps a core busy for some microseconds: so many steps of a random number generator.",
                parameters: [
                    GedisKit.Parameter(name: "seed", type: "Int", schema: .integer()),
                    GedisKit.Parameter(name: "steps", type: "Int", schema: .integer()),
                ],
                returns: "Int",
                result: .integer(),
                handler: .synchronous { arguments, reply in
                    let seed = try arguments.decode(Int.self, at: 0, "seed")
                    let steps = try arguments.decode(Int.self, at: 1, "steps")
                    reply.result(instance.work(seed, steps))
                }))

        // bench.swift:28: func item(_ item: Item) -> Int
        namespace.commands.append(
            GedisKit.Command(
                name: "item",
                summary: "Takes a record and returns one of its fields.",
                parameters: [
                    GedisKit.Parameter(name: "item", type: "Item", schema: .reference("Bench.Item")),
                ],
                returns: "Int",
                result: .integer(),
                handler: .synchronous { arguments, reply in
                    let item = try arguments.decode(Bench.Item.self, at: 0, "item")
                    reply.result(instance.item(item))
                }))

        // bench.swift:31: func same(_ item: Item) -> Item
        namespace.commands.append(
            GedisKit.Command(
                name: "same",
                summary: "Returns the record.",
                parameters: [
                    GedisKit.Parameter(name: "item", type: "Item", schema: .reference("Bench.Item")),
                ],
                returns: "Bench.Item",
                result: .reference("Bench.Item"),
                handler: .synchronous { arguments, reply in
                    let item = try arguments.decode(Bench.Item.self, at: 0, "item")
                    reply.result(instance.same(item))
                }))

        // bench.swift:34: func later(_ a: Int, _ b: Int) async -> Int
        namespace.commands.append(
            GedisKit.Command(
                name: "later",
                summary: "Adds two numbers, and could suspend.",
                parameters: [
                    GedisKit.Parameter(name: "a", type: "Int", schema: .integer()),
                    GedisKit.Parameter(name: "b", type: "Int", schema: .integer()),
                ],
                returns: "Int",
                result: .integer(),
                handler: .asynchronous { calls in
                    while calls.next() {
                        let a = try calls.arguments.decode(Int.self, at: 0, "a")
                        let b = try calls.arguments.decode(Int.self, at: 1, "b")
                        await calls.reply.result(instance.later(a, b))
                    }
                }))

        return namespace
    }
}

extension Bench.Item: GedisKit.PlainRecord {
    public static func gedisRead(_ json: inout GedisKit.PlainJSON) -> Bench.Item? {
        var value0: String?
        var value1: String?
        var value2: Int?
        var value3: Double?
        var value4: Bool?
        json.beginObject()
        while json.hasMembers() {
            json.member("sku", &value0)
            json.member("name", &value1)
            json.member("count", &value2)
            json.member("price", &value3)
            json.member("paid", &value4)
        }
        guard !json.hasFailed, let value0, let value1, let value2, let value3, let value4 else { return nil }
        return Bench.Item(sku: value0, name: value1, count: value2, price: value3, paid: value4)
    }
}

extension Bench.Item: GedisKit.Reply {
    public func write(to reply: inout GedisKit.ReplyWriter) {
        reply.map(count: 5)
        reply.constant("$3\r\nsku\r\n")
        self.sku.write(to: &reply)
        reply.constant("$4\r\nname\r\n")
        self.name.write(to: &reply)
        reply.constant("$5\r\ncount\r\n")
        self.count.write(to: &reply)
        reply.constant("$5\r\nprice\r\n")
        self.price.write(to: &reply)
        reply.constant("$4\r\npaid\r\n")
        self.paid.write(to: &reply)
    }
}
