"""Calls namespaces by the module that was generated for them, and prints what they reply."""
import asyncio
import sys
from datetime import datetime, timezone
from decimal import Decimal
from uuid import UUID

import redis
import redis.asyncio

from gedis_client import (
    AsyncClient, Client, GedisError, Item, NotPermittedError, OrdersItem, OrdersOrder, OrdersSize, Size,
)

port, protocol = int(sys.argv[1]), int(sys.argv[2])
due = datetime(2026, 1, 31, 12, 0, 0, 500_000, tzinfo=timezone.utc)
order = OrdersOrder(
    items=[OrdersItem(sku="Äpfel", count=2, gift=True)], due=due, labels={"a": "b"}, seal=b"\xff\x01")


def calls(client: Client) -> None:
    placed = client.orders.place(order, urgent=True)
    print(placed.items[0], placed.size, placed.due == due, placed.seal, placed.labels, placed.note)
    print(client.orders.place(order, OrdersSize.EXTRA_LARGE).size)
    print(client.orders.count({"a": 1}, due, OrdersSize.SMALL, OrdersSize.EXTRA_LARGE), client.orders.count({}))
    print(client.orders.echo(b"\x00\xff"), client.orders.stock("a"), client.orders.all(order, order) == [order] * 2)
    print(client.shop.sum(-1), client.shop.sum(1, b=5), client.shop.mean(1, 2.5), client.shop.mean())
    print(client.shop.pick("a", True), client.shop.pick("a", note="!"), client.shop.size(Size.L))
    print(client.shop.item(Item("a", 1, size=Size.S)), client.shop.items({"b": Item("b", 2, extra={"x": 0.5})}))
    print(client.shop.kinds(due, UUID(int=1), Decimal("2.50")))
    client.shop.nothing()


def failures(client: Client) -> None:
    try:
        client.shop.fail()
    except GedisError as error:
        print(type(error).__name__, error.code, "/", error.message)
    try:
        client.shop.later(2**63)
    except GedisError as error:
        print(error.code, "/", error.message)
    try:
        client.orders.count({}, None, OrdersSize.SMALL)
    except TypeError as problem:
        print(problem)
    vito = Client(redis.Redis(port=port, protocol=protocol, username="vito", password="geheim"))
    print(vito.shop.sum(1))
    try:
        vito.orders.echo(b"")
    except NotPermittedError as refusal:
        print(refusal.code)


async def meanwhile() -> None:
    connection = redis.asyncio.Redis(port=port, protocol=protocol, password="sesame")
    client = AsyncClient(connection)
    print(await asyncio.gather(client.shop.later(1), client.shop.later(2)), (await client.orders.place(order)).size)
    try:
        await client.shop.fail()
    except GedisError as error:
        print(error.code)
    await connection.aclose()


# Whether text is decoded makes no difference.
calls(Client(redis.Redis(port=port, protocol=protocol, password="sesame", decode_responses=protocol == 2)))
failures(Client(redis.Redis(port=port, protocol=protocol, password="sesame")))
asyncio.run(meanwhile())
