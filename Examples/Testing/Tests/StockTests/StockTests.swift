import GedisKit
import GedisTesting
import Testing

@testable import Stock

@Suite struct StockTests {
    @Test func methodsAreCalledAsTheyAre() {
        #expect(Stock().label("apples") == "APPLES")
    }

    @Test func commandsAreCalledByName() async throws {
        let stock = try TestNamespace("stock", make: Stock.gedisNamespace)
        #expect(try await stock.call("add", "apples", 3) == .integer(3))
        #expect(try await stock.call("take", "apples") == .integer(2))
        #expect(try await stock.call("take", "apples", 2) == .integer(0))
        #expect(stock.events.all == [.init("stock", "apples is out")])
        #expect(try await stock.backend.get("stock", "apples") == .integer(0))
    }

    @Test func moreThanThereIsCannotBeTaken() async throws {
        let stock = try TestNamespace("stock", make: Stock.gedisNamespace)
        _ = try await stock.call("add", "pears", 1)
        let error = await #expect(throws: CommandError.self) { try await stock.call("take", "pears", 2) }
        #expect(error?.description == "STOCK 1 of pears are left")
        #expect(try await stock.call("take", "pears") == .integer(0))
    }
}
