import TestSupport
import Testing

/// Servers that run where there is no compiler, and what the tool says of commands.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct BuildTests {
    @Test func whatWasBuiltAheadStartsWithoutACompiler() async throws {
        try await withScratch { scratch in
            let cache = ["XDG_CACHE_HOME": scratch.path("cache")]
            let bare = cache.merging(["GEDIS_SWIFTC": "/nonexistent", "PATH": "/nonexistent"]) { $1 }
            try await scratch.done("server", "create", "main", "port=0")
            try scratch.makeFolder("instances/server/main")
            try scratch.write(Source.calc, to: "instances/server/main/calc.swift")

            let refused = try await scratch.gedis("server", "start", "main", "--detach", environment: bare)
            #expect(refused.code == 5)
            #expect(refused.errors.contains("swiftc"), "\(refused.errors)")

            let built = try await scratch.done("server", "build", "main", environment: cache)
            #expect(built.hasPrefix("built calc · "))
            #expect(try await scratch.done("server", "build", "main", environment: bare).hasPrefix("up to date calc"))
            #expect(
                try scratch.read("instances/server/main/generated/calc.swift").hasPrefix(
                    "// Generated from calc.swift. Do not edit."))
            let server = try await scratch.startAgain(environment: bare)
            #expect(try await scratch.redisCLI(server.port, "calc.sum", "1", "2") == "3")
        }
    }

    @Test func aServerWithoutNamespacesOfItsOwnNeedsNoCompiler() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            let server = try await scratch.startAgain(environment: ["GEDIS_SWIFTC": "/nonexistent"])
            #expect(try await scratch.redisCLI(server.port, "system.ping") == "PONG")
        }
    }

    @Test func theCommandsAreListedWithArgumentsTypesAndHelp() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            try scratch.write(Source.calc, to: "calc.swift")
            try await scratch.done("server", "add", "main", "calc.swift")
            let table = try await scratch.done("server", "commands", "main")
            #expect(table.contains(#/calc\.sum +a:Int \[b:Int=0\] +Int +Adds two numbers\./#), "\(table)")
            #expect(table.contains(#/calc\.mean +\[numbers:Double …\] +Double +The mean of numbers\./#), "\(table)")
            #expect(table.contains(#/system\.ping +- /#), "\(table)")

            struct Row: Decodable { var command: String }
            let rows = try await scratch.listing(Row.self, "server", "commands", "main")
            #expect(
                rows.map(\.command) == [
                    "system.ping", "system.set", "system.get", "system.incr", "system.delete", "system.keys",
                    "calc.sum",
                    "calc.mean",
                ])
        }
    }

    @Test func oneCommandIsExplainedWithItsTypes() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            try scratch.write(Source.orders, to: "orders.swift")
            try await scratch.done("server", "add", "main", "orders.swift")
            let table = try await scratch.done("server", "commands", "main")
            #expect(
                table.contains(#/orders\.place +order:Order \[size:Size=small\] \[urgent:Bool=false\]/#), "\(table)")
            #expect(table.contains(#/orders\.stock .* deprecated: Counts what is in stock\./#), "\(table)")
            let place = try await scratch.done("server", "commands", "main", "ORDERS.place")
            #expect(
                place.hasPrefix(
                    """
                    orders.place order:Order [size:Size=small] [urgent:Bool=false]
                      Takes an order.

                      Nothing is charged yet.

                      order: Orders.Order — what somebody wants
                        items: list of Orders.Item — the lines, at least one
                          sku: text — the article's number
                          count: integer from 0 to 255
                          gift: true or false
                        size: small or extra-large, may be left out
                        due: time such as 2026-01-31T12:00:00Z, may be left out
                        labels: map of text, may be left out
                        seal: bytes in base64, may be left out
                        note: text, may be left out — Deprecated: use labels
                      size: small or extra-large, small if left out — how large the parcel is
                      urgent: true or false, false if left out — whether it is sent at once

                      replies Orders.Order
                        items: list of Orders.Item — the lines, at least one
                    """), "\(place)")
            let stock = try await scratch.done("server", "commands", "main", "orders.stock")
            #expect(stock.contains("  deprecated: use count instead\n"))

            struct Row: Decodable {
                struct Parameter: Decodable { var name: String, `default`: String? }
                var command: String
                var deprecated: String?
                var parameters: [Parameter]
                var types: [String: [String: AnyDecodable]]
            }
            struct AnyDecodable: Decodable { init(from decoder: any Decoder) {} }
            let rows = try await scratch.listing(Row.self, "server", "commands", "main", "orders.place")
            #expect(rows.map(\.command) == ["orders.place"])
            #expect(rows.first?.parameters.map(\.default) == [nil, "small", "false"])
            #expect(
                rows.first?.types.keys.sorted() == [
                    "Orders.Item", "Orders.Order", "Orders.Order.reply", "Orders.Size",
                ])
            let missing = try await scratch.gedis("server", "commands", "main", "orders.none")
            #expect(missing.code == 3 && missing.errors.contains("has no command orders.none"), "\(missing.errors)")
        }
    }
}
