import GedisKit
import Testing

@Suite struct TypeTitleTests {
    @Test func aNamespaceStandsBeforeANameThatIsThereTwiceOrTaken() {
        let titles = TypeTitles.distinct(
            [("goods", "Item"), ("shop", "item"), ("shop", "Shop.Order"), ("shop", "CallError")], except: ["CallError"])
        #expect(titles == ["goods.Item", "shop.item", "Shop.Order", "shop.CallError"])
    }
}
