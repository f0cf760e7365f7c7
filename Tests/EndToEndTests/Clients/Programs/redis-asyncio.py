"""redis-py's asyncio client"""
import asyncio
import sys
from importlib.metadata import version

import redis.asyncio as redis

port, ca, password = sys.argv[1:]


def say(step, *values):
    print(f"{step}:", *values, flush=True)


async def main():
    client = redis.Redis(port=port, password=password or None, ssl=bool(ca), ssl_ca_certs=ca or None)
    say("version", version("redis"))

    async def attempt(*words):
        try:
            return await client.execute_command(*words)
        except Exception as error:
            return f"{type(error).__name__}: {error}"

    try:
        await client.ping()
    except redis.AuthenticationError as error:
        return say("refused", f"{type(error).__name__}: {error}")

    price = await client.execute_command("shop.total", 2.5, 3)  # 7.5
    say("double", price)
    say("text", (await client.execute_command("shop.name", 1)).decode())
    say("nil", await client.execute_command("shop.name", 2))
    say("map", await client.execute_command("shop.stock"))

    pipeline = client.pipeline(transaction=False)
    for words in [("shop.take", 1), ("shop.name", 1), ("shop.take", 3)]:
        pipeline.execute_command(*words)
    say("pipeline", *(reply.decode() if isinstance(reply, bytes) else reply for reply in await pipeline.execute()))

    say("error", await attempt("shop.take", 4))
    say("argument", await attempt("shop.take", "all"))
    say("unknown", await attempt("shop.close"))

    async with client.pubsub() as subscriber:
        await subscriber.subscribe("news")
        await subscriber.get_message(timeout=60)
        receivers = await client.publish("news", "hello")
        message = await subscriber.get_message(timeout=60)
        say("message", receivers, message["channel"].decode(), message["data"].decode())

    say("restart", "now")
    await asyncio.to_thread(sys.stdin.readline)
    say("reconnect", await attempt("shop.take", 1))
    await client.aclose()


asyncio.run(main())
