import Testing

@testable import GedisGeneration

@Suite struct NameTests {
    @Test(arguments: [
        ("orderCount", "order_count", "ORDER_COUNT", "orderCount", "OrderCount"),
        ("userID", "user_id", "USER_ID", "userID", "UserID"),
        ("extra-large", "extra_large", "EXTRA_LARGE", "extraLarge", "ExtraLarge"),
        ("HTTPServer", "http_server", "HTTP_SERVER", "httpServer", "HTTPServer"),
        ("Shop.Order", "shop_order", "SHOP_ORDER", "shopOrder", "ShopOrder"),
        ("_private", "private", "PRIVATE", "private", "Private"),
        ("3d", "value_3d", "VALUE_3D", "value3d", "Value3d"),
        ("+", "plus_sign", "PLUS_SIGN", "plusSign", "PlusSign"),
        ("-1", "minus_1", "MINUS_1", "minus1", "Minus1"),
        ("", "value", "VALUE", "value", "Value"),
    ])
    func aNameHasTheWordsOfItsSource(source: String, snake: String, capitals: String, camel: String, pascal: String) {
        #expect(NameCase.snake.name(source) == snake)
        #expect(NameCase.capitals.name(source) == capitals)
        #expect(NameCase.camel.name(source) == camel)
        #expect(NameCase.pascal.name(source) == pascal)
    }

    @Test func noNameIsReservedOrThereTwice() {
        var scope = NameScope(.snake, reserved: ["class"])
        let names = ["class", "Class", "order-id", "orderID", "class_"].map { scope.name(for: $0) }
        #expect(names == ["class_", "class__2", "order_id", "order_id_2", "class__3"])
    }

    @Test func quotedTextIsOneLiteral() {
        #expect("a\"b\\c\n\u{1}\u{2028}ä😀".quoted == "\"a\\\"b\\\\c\\n\\u0001\\u2028ä😀\"")
    }
}
