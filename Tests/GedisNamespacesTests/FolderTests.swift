import FoundationEssentials
import GedisKit
import TestSupport
import Testing

@testable import GedisNamespaces

/// Folders of Swift files as namespaces, and the folder that the namespaces of a server share.
@Suite(.takesTurns) struct FolderTests {
    private static let main = """
        import GedisKit

        /// Orders.
        actor Orders {
            private var orders: [Order] = []

            /// Takes an order.
            func take(_ order: Order) -> Int {
                orders.append(order)
                return orders.count
            }
        }

        """

    private static let order = """
        struct Order: Codable {
            var sku: String
            var state: State
        }
        enum State: String, Codable {
            case open = "o", paid = "p"
        }
        extension Orders {
            /// What was ordered.
            func list() -> [Order] { orders }
            private var all: Int { 0 }
        }

        """

    @Test func allFilesOfAFolderAreOneModule() async throws {
        try await withScratchFolder { folder in
            let main = Self.main.replacing("private var orders", with: "var orders")
            try write(main, to: "Orders.swift", in: "\(folder)/Orders")
            try write(Self.order, to: "Order.swift", in: "\(folder)/Orders/Models")
            try write("no Swift", to: ".hidden.swift", in: "\(folder)/Orders")
            let built = try await build(folder: "\(folder)/Orders/", in: folder)
            #expect(built.name == "orders")
            #expect(built.commands.map(\.name) == ["list", "take"])
            #expect(built.glue?.contains("// Generated from orders/.") == true)
            #expect(built.glue?.contains("// Models/Order.swift:10: func list() -> [Order]") == true)
            #expect(built.types.map(\.name) == ["Order", "State"])
            guard case .choice(let choices) = built.types[1].shape else { throw CommandError("no choice") }
            #expect(choices == [.text("o"), .text("p")])
            let orders = try built.load(in: Namespace.Environment(name: "orders"))
            #expect(await orders.call("take", #"{"sku":"a","state":"p"}"#) == ":1")
            #expect(await orders.call("list") == "*1|%2|$3|sku|$1|a|$5|state|$1|p")
        }
    }

    @Test func errorsNameTheFile() async throws {
        try await withScratchFolder { folder in
            try write(Self.main, to: "Orders.swift", in: "\(folder)/orders")
            try write(Self.order, to: "Order.swift", in: "\(folder)/orders/models")
            func diagnostics() async -> [String] {
                let error = await #expect(throws: NamespaceError.self) {
                    _ = try await build(folder: "\(folder)/orders", in: folder)
                }
                return (error?.diagnostics ?? []).filter { $0.severity == .error }.map {
                    "\($0.path.dropFirst(folder.count + 1)):\($0.place.line): \($0.message)"
                }
            }
            #expect(
                await diagnostics() == [
                    "orders/models/Order.swift:10: "
                        + "'orders' is inaccessible due to 'private' protection level"
                ])
            // What only gedis finds wrong.
            try write(
                Self.order.replacing("-> [Order] { orders }", with: "-> Orders.Type { Orders.self }"),
                to: "Order.swift", in: "\(folder)/orders/models")
            #expect(await diagnostics().first?.hasPrefix("orders/models/Order.swift:10: ") == true)
        }
    }

    @Test func aChangeInAnyFileIsBuiltAnew() async throws {
        try await withScratchFolder { folder in
            try write("struct Calc { func sum() -> Int { number } }", to: "calc.swift", in: "\(folder)/calc")
            for number in [1, 2] {
                try write("let number = \(number)", to: "number.swift", in: "\(folder)/calc")
                let built = try await build(folder: "\(folder)/calc", in: folder)
                #expect(!built.isCached)
                let calc = try built.load(in: Namespace.Environment(name: "calc"))
                #expect(await calc.call("sum") == ":\(number)")
            }
            #expect(try await build(folder: "\(folder)/calc", in: folder).isCached)
        }
    }

    @Test func whatIsNoNamespaceIsRefused() async throws {
        try await withScratchFolder { folder in
            func refusal(_ name: String) -> String {
                let error = #expect(throws: NamespaceError.self) { try NamespaceSource(path: "\(folder)/\(name)") }
                return error?.message ?? ""
            }
            try write("", to: "README.md", in: "\(folder)/empty")
            #expect(refusal("empty").hasSuffix("empty: there is no Swift file in it"))
            try write("", to: "a.swift", in: "\(folder)/twice/x")
            try write("", to: "a.swift", in: "\(folder)/twice/y")
            #expect(refusal("twice").contains("files of one module need names of their own"))
            try write("", to: "a.swift", in: "\(folder)/my-calc")
            #expect(refusal("my-calc").contains("cannot name a namespace"))
        }
    }

    // MARK: - What a server's namespaces share

    private static let shared = """
        import GedisKit

        public struct Price: Codable, Sendable {
            public var cents: Int
        }
        public actor Ledger {
            public static let ledger = Ledger()
            private var sum = 0
            public func add(_ price: Price) -> Int {
                sum += price.cents
                return sum
            }
        }
        """

    private static func seller(_ name: String) -> String {
        """
        import GedisKit
        import Shared

        struct \(name) {
            func sell(_ price: Price) async -> Int { await Ledger.ledger.add(price) }
        }
        """
    }

    @Test func namespacesShareOneCopyOfTheSharedModule() async throws {
        try await withScratchFolder { folder in
            try write(Self.shared, to: "money.swift", in: "\(folder)/shared")
            try write(Self.seller("Shop"), to: "shop.swift", in: folder)
            try write(Self.seller("Fair"), to: "fair.swift", in: folder)
            try write("struct Alone { func one() -> Int { 1 } }", to: "alone.swift", in: folder)
            func load(_ name: String) async throws -> (Namespace, BuiltNamespace) {
                let source = try NamespaceSource(path: "\(folder)/\(name).swift", shared: "\(folder)/shared")
                let built = try await NamespaceBuilder(cache: "\(folder)/cache").build(source)
                return (try built.load(in: Namespace.Environment(name: name)), built)
            }
            let (shop, _) = try await load("shop")
            let (fair, _) = try await load("fair")
            let alone = try await load("alone").1
            #expect(await shop.call("sell", #"{"cents":5}"#) == ":5")
            #expect(await fair.call("sell", #"{"cents":2}"#) == ":7")

            // Another version begins anew, beside the first; who does not import it stays what it is.
            try write(Self.shared.replacing("sum = 0", with: "sum = 100"), to: "money.swift", in: "\(folder)/shared")
            let (newer, _) = try await load("shop")
            #expect(await newer.call("sell", #"{"cents":1}"#) == ":101")
            #expect(await fair.call("sell", #"{"cents":1}"#) == ":8")
            #expect(try await load("alone").1.library == alone.library)
        }
    }

    @Test func sharedTypesAreDescribedAsTheNamespacesOwn() async throws {
        try await withScratchFolder { folder in
            let shared = """
                /// What something costs.
                public struct Price: Codable, Sendable {
                    public var cents: Int
                    public var currency: Currency?
                    var isGross = true
                    enum CodingKeys: String, CodingKey { case cents, currency = "in", isGross }
                }
                public enum Currency: String, Codable, Sendable { case euro = "EUR", dollar = "USD" }
                public struct Order: Codable, Sendable { public var count: Int }
                """
            let shop = """
                import GedisKit
                import Shared

                struct Shop {
                    struct Order: Codable, Sendable { var sku: String }
                    func sell(_ price: Price, in currency: Currency = .euro) -> Order { Order(sku: "a") }
                    func count(_ order: Shared.Order) -> Int { order.count }
                }
                struct Order: Codable, Sendable { var id: Int }
                extension Shop {
                    func top() -> [[String: Main]] { [] }
                }
                typealias Main = Shared.Order
                """
            try write(shared, to: "money.swift", in: "\(folder)/shared")
            try write(shop, to: "shop.swift", in: folder)
            let source = try NamespaceSource(path: "\(folder)/shop.swift", shared: "\(folder)/shared")
            for isFirst in [true, false] {
                let built = try await NamespaceBuilder(cache: "\(folder)/cache").build(source)
                #expect(built.isCached == !isFirst)
                #expect(built.types.map(\.name) == ["Currency", "Price", "Shared.Order", "Shop.Order"])
                #expect(built.types[0].shape == .choice([.text("EUR"), .text("USD")]))
                #expect(built.types[1].help == "What something costs.")
                guard case .record(let fields) = built.types[1].shape else { throw CommandError("no record") }
                #expect(fields.map(\.name) == ["cents", "in", "isGross"])
            }
        }
    }

    @Test func errorsInTheSharedModuleNameItsFile() async throws {
        try await withScratchFolder { folder in
            try write("public let a = missing", to: "money.swift", in: "\(folder)/shared")
            try write(Self.seller("Shop"), to: "shop.swift", in: folder)
            let source = try NamespaceSource(path: "\(folder)/shop.swift", shared: "\(folder)/shared")
            let error = await #expect(throws: NamespaceError.self) {
                _ = try await NamespaceBuilder(cache: "\(folder)/cache").build(source)
            }
            #expect(
                error?.description.hasPrefix("\(folder)/shared/money.swift:1:16: error: cannot find 'missing'") == true)
        }
    }

    private func build(folder source: String, in folder: String) async throws -> BuiltNamespace {
        try await NamespaceBuilder(cache: "\(folder)/cache").build(NamespaceSource(path: source))
    }

    private func write(_ text: String, to name: String, in folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
    }
}
