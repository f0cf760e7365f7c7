import GedisKit
import Testing

@testable import GedisGeneration

@Suite struct PythonModuleTests {
    private static let module = ClientLanguage.python.module(for: [ClientFixture.shop])

    @Test func aRecordIsADataclassWhoseOptionalMembersComeLast() {
        #expect(
            Self.module.contains(
                #"""
                @dataclass
                class ShopItem:
                    """A line of an order."""

                    sku: str
                    """the article's number"""
                    unit_price: Decimal
                    int_: Set[bytes]
                    parts: List[ShopItem]
                    class_: Optional[Size] = None
                    """Deprecated: use labels"""


                class Size(enum.Enum):
                    SMALL = "small"
                    EXTRA_LARGE = "extra-large"


                class Shop:
                    """A shop."""

                    def __init__(self, caller: _Caller) -> None:
                        self._caller = caller

                """#))
    }

    @Test func aCommandIsAMethodWithItsHelp() {
        #expect(
            Self.module.contains(
                #"""

                    def order(
                        self,
                        item: ShopItem,
                        size: Size = Size.EXTRA_LARGE,
                        due: Optional[dt.datetime] = None,
                        *from_: int,
                    ) -> Optional[ShopItem]:
                        """Takes an order.

                        Nothing is "charged" yet.

                        Args:
                            item: what is wanted
                        """
                        request = _Request("shop.order")
                        request.add("item", _SHOP_ITEM, item)
                        request.add_optional("size", _SIZE, size, Size.EXTRA_LARGE)
                        request.add_optional("due", _moment, due)
                        request.add_all("from", _integer, from_)
                        return self._caller.call(request, _maybe(_SHOP_ITEM))

                    def clear(self) -> None:
                        """Calls shop.clear.

                        Deprecated: use order
                        """
                        request = _Request("shop.clear")
                        return self._caller.call(request, _nothing)

                    def clear_all(self, *arguments: Any) -> Dict[str, Any]:
                        """Calls shop.clearAll.

                        Args:
                            arguments: what else the command is given
                        """
                        request = _Request("shop.clearAll")
                        request.add_all("arguments", _any, arguments)
                        return self._caller.call(request, _map(_any))


                class AsyncShop:
                """#))
        #expect(Self.module.contains("    async def clear(self) -> None:\n"))
        #expect(Self.module.contains("        return await self._caller.call(request, _nothing)\n"))
    }

    @Test func namesOfTheWireStandWithTheCodecs() {
        #expect(
            Self.module.hasSuffix(
                """
                _SHOP_ITEM: _Codec[ShopItem] = _record(ShopItem, lambda: [
                    _Member("sku", "sku", _text, True),
                    _Member("class", "class_", _maybe(_SIZE), False),
                    _Member("unit-price", "unit_price", _decimal, True),
                    _Member("int", "int_", _set(_bytes), True),
                    _Member("parts", "parts", _list(_SHOP_ITEM), True),
                ])


                _SIZE: _Codec[Size] = _choice(Size)

                """))
    }

    @Test func typesOfTwoNamespacesHaveDifferentNames() {
        let size = TypeDescription(name: "size", shape: .choice([.integer(1)]))
        let client = TypeDescription(name: "Client", shape: .record([]))
        let goods = ClientNamespace(name: "goods", types: [size, client], commands: [])
        let module = ClientLanguage.python.module(for: [goods, ClientFixture.shop])
        for name in ["GoodsSize(enum.Enum)", "ShopSize(enum.Enum)", "GoodsClient", "Goods", "AsyncGoods"] {
            #expect(module.contains("class \(name):\n"), "\(name)")
        }
    }

    @Test func whatFollowsAParameterThatMayBeLeftOutIsNotLost() {
        let command = ClientFixture.Described(
            "set", "", "",
            [
                Parameter(name: "key", type: "String"), Parameter(name: "mode", type: "String", presence: .optional),
                Parameter(name: "value", type: "String"),
            ])
        let module = ClientLanguage.python.module(for: [ClientNamespace(name: "cache", types: [], commands: [command])])
        #expect(module.contains("def set(self, key: str, *arguments: Any) -> None:"))
    }
}
