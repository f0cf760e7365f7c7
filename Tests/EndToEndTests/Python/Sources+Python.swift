// Namespaces in Python that tests add to servers.

extension Source {
    /// The twin of `shopInSwift`: the same commands, types and help.
    static let shopInPython = #"""
        """A shop."""
        from dataclasses import dataclass
        from datetime import datetime
        from decimal import Decimal
        from enum import Enum
        from typing import Dict, List, Optional
        from uuid import UUID

        import gedis


        class Size(Enum):
            """How large."""

            small = "S"
            large = "L"


        @dataclass
        class Item:
            """One line of an order."""

            sku: str
            count: int
            size: Optional[Size]
            extra: Optional[Dict[str, float]]


        def sum(a: int, b: int = 2) -> int:
            """Adds two numbers.

            They may be below zero.

            Args:
                a: the first
                b: the second
            """
            return a + b


        def mean(*values: float) -> Optional[float]:
            """The mean of numbers."""
            return __builtins__["sum"](values) / len(values) if values else None


        def pick(text: str, upper: bool = False, note: Optional[str] = None) -> str:
            return (text.upper() if upper else text) + (note or "")


        def size(of: Size) -> Size:
            return of


        def item(i: Item) -> Item:
            i.count += 1
            return i


        def items(all: Dict[str, Item]) -> List[Item]:
            return [all[name] for name in sorted(all)]


        def echo(value: bytes) -> bytes:
            return value


        def kinds(moment: datetime, id: UUID, price: Decimal) -> list:
            return [moment, id, price]


        def nothing() -> None:
            """Does nothing."""


        def fail() -> int:
            raise gedis.Error("STOCK", "only 3 apples\nare left")


        async def later(a: int) -> int:
            return a


        """#

    static let shopInSwift = """
        import Foundation
        import GedisKit

        /// A shop.
        struct Shop {
            /// How large.
            enum Size: String, Codable { case small = "S", large = "L" }
            /// One line of an order.
            struct Item: Codable {
                var sku: String
                var count: Int
                var size: Size?
                var extra: [String: Double]?

                func encode(to encoder: any Encoder) throws {
                    var map = encoder.container(keyedBy: CodingKeys.self)
                    try map.encode(sku, forKey: .sku)
                    try map.encode(count, forKey: .count)
                    try map.encode(size, forKey: .size)
                    try map.encode(extra, forKey: .extra)
                }
            }

            /// Adds two numbers.
            ///
            /// They may be below zero.
            /// - Parameters:
            ///   - a: the first
            ///   - b: the second
            func sum(_ a: Int, _ b: Int = 2) -> Int { a + b }

            /// The mean of numbers.
            func mean(_ values: Double...) -> Double? {
                values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
            }

            func pick(_ text: String, upper: Bool = false, note: String? = nil) -> String {
                (upper ? text.uppercased() : text) + (note ?? "")
            }

            func size(of: Size) -> Size { of }

            func item(_ i: Item) -> Item {
                var i = i
                i.count += 1
                return i
            }

            func items(_ all: [String: Item]) -> [Item] { all.sorted { $0.key < $1.key }.map(\\.value) }

            func echo(_ value: [UInt8]) -> [UInt8] { value }

            func kinds(_ moment: Date, _ id: UUID, _ price: Decimal) throws -> Value {
                .array([.string(moment.formatted(.iso8601)), .string(id.uuidString), .string(price.description)])
            }

            /// Does nothing.
            func nothing() {}

            func fail() throws -> Int { throw CommandError("only 3 apples\\nare left", code: "STOCK") }

            func later(_ a: Int) async -> Int { a }
        }

        """

    /// Commands that wait, end their process or never end.
    static let restless = #"""
        import asyncio
        import os
        import time


        def pid() -> int:
            return os.getpid()


        # Another one in each process.
        FIRST = os.getpid()


        def sum(a: int, b: int, since: int = FIRST) -> int:
            return a + b


        def power(a: int, b: int) -> int:
            return a ** b


        def block(seconds: float) -> str:
            time.sleep(seconds)
            return "blocked"


        waiting = 0


        def running() -> int:
            return waiting


        async def wait(seconds: float) -> str:
            global waiting
            waiting += 1
            await asyncio.sleep(seconds)
            waiting -= 1
            return "waited"


        def spin():
            while True:
                pass


        async def stubborn():
            while True:
                try:
                    await asyncio.sleep(600)
                except asyncio.CancelledError:
                    pass


        def crash():
            os._exit(3)


        def split() -> int:
            socket = os.dup(3)
            child = os.fork()
            if child == 0:
                os.fstat(socket)
                time.sleep(600)
            return child
        """#
}
