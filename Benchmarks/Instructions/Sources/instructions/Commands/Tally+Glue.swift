// Generated from tally.swift. Do not edit.
// swift-format-ignore-file

import GedisKit

extension Tally {
    /// Makes the namespace's commands. It runs once: optimizing it would only make compiling slower.
    @_optimize(none)
    nonisolated static func gedisNamespace(
        in environment: GedisKit.Namespace.Environment
    ) throws -> GedisKit.Namespace {
        let instance = Tally()
        var namespace = GedisKit.Namespace(name: environment.name, summary: "A namespace with state.", commands: [])

        // tally.swift:8: func add(_ number: Int) -> Int
        namespace.commands.append(
            GedisKit.Command(
                name: "add",
                summary: "Adds a number to the total, and returns the number.",
                parameters: [
                    GedisKit.Parameter(name: "number", type: "Int", schema: .integer()),
                ],
                returns: "Int",
                result: .integer(),
                handler: .asynchronous { calls in
                    try await calls.answer(on: instance) { calls, instance in
                        while calls.next() {
                            let number = try calls.arguments.decode(Int.self, at: 0, "number")
                            calls.reply.result(instance.add(number))
                        }
                    }
                }))

        return namespace
    }
}
