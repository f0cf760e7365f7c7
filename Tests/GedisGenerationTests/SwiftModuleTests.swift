import GedisKit
import Testing

@testable import GedisGeneration

@Suite struct SwiftModuleTests {
    private static let module = ClientLanguage.swift.module(for: [ClientFixture.shop])

    @Test func aRecordIsAStructWithTheNamesOfItsJSON() {
        #expect(
            Self.module.contains(
                #"""
                /// A line of an order.
                public struct ShopItem: Codable, Hashable, Sendable {
                    /// the article's number
                    public var sku: String
                    /// Deprecated: use labels
                    public var `class`: Size?
                    public var unitPrice: Decimal
                    public var int: Set<[UInt8]>
                    public var parts: [ShopItem]

                    /// Makes one of its members.
                    public init(sku: String, `class`: Size? = nil, unitPrice: Decimal, int: Set<[UInt8]>, parts: [ShopItem]) {
                        self.sku = sku
                        self.`class` = `class`
                        self.unitPrice = unitPrice
                        self.int = int
                        self.parts = parts
                    }

                    private enum CodingKeys: String, CodingKey {
                        case sku
                        case `class`
                        case unitPrice = "unit-price"
                        case int
                        case parts
                    }
                }

                public enum Size: String, Codable, CaseIterable, Sendable {
                    case small
                    case extraLarge = "extra-large"
                }

                """#))
    }

    @Test func aCommandIsAMethodWithItsHelp() {
        #expect(
            Self.module.contains(
                #"""
                /// A shop.
                public struct Shop: Sendable {
                    let client: any CommandClient

                    /// Takes an order.
                    ///
                    /// Nothing is "charged" yet.
                    ///
                    /// - Parameters:
                    ///   - item: what is wanted
                    @discardableResult
                    public func order(
                        _ item: ShopItem,
                        size: Size = .extraLarge,
                        due: Date? = nil,
                        from: [Int] = []
                    ) async throws -> ShopItem? {
                        var call = TypedCall("shop.order")
                        try call.add("item", item)
                        try call.addOptional("size", size, default: .extraLarge)
                        try call.addOptional("due", due)
                        try call.addAll("from", from)
                        return try await client.call(call, as: ShopItem?.self)
                    }

                    /// Calls shop.clear.
                    @available(*, deprecated, message: "use order")
                    public func clear() async throws {
                        let call = TypedCall("shop.clear")
                        try await client.call(call)
                    }

                    /// Calls shop.clearAll.
                    ///
                    /// - Parameters:
                    ///   - arguments: what else the command is given
                    @discardableResult
                    public func clearAll(_ arguments: [Value] = []) async throws -> [String: Value] {
                        var call = TypedCall("shop.clearAll")
                        try call.addAll("arguments", arguments)
                        return try await client.call(call, as: [String: Value].self)
                    }
                }

                """#))
    }

    @Test func whatAModuleNeedsIsImported() {
        let imports = "public import Foundation\npublic import GedisClient\npublic import GedisKit"
        #expect(Self.module.contains("\n\n\(imports)\n\n"))
        let plain = ClientLanguage.swift.module(for: [ClientNamespace(name: "do", types: [], commands: [])])
        #expect(plain.contains("\n\npublic import GedisClient\n\n/// A server's namespaces"))
        #expect(plain.contains("    public let `do`: Do\n"))
    }

    @Test func aRecordThatHoldsItselfKeepsItBeside() {
        let module = ClientLanguage.swift.module(for: [
            ClientNamespace(
                name: "tree",
                types: [
                    TypeDescription(
                        name: "Node",
                        shape: .record([
                            .init("self", .optional(.reference("Branch"))),
                            .init("all", .list(.reference("Node"))),
                        ])),
                    TypeDescription(name: "Branch", shape: .record([.init("top", .optional(.reference("Node")))])),
                ], commands: [])
        ])
        #expect(module.contains("    @Indirect public var self_: Branch?\n    public var all: [Node]\n"))
        #expect(module.contains("    @Indirect public var top: Node?\n"))
        #expect(module.contains("        case self_ = \"self\"\n"))
    }

    @Test func paragraphsAreAComment() {
        #expect(SwiftComment.text(["a\n\nb", ""]) == "/// a\n///\n/// b\n")
    }
}
