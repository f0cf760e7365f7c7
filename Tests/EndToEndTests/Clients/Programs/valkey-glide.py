"""Valkey GLIDE"""
import asyncio
import sys
from importlib.metadata import version

from glide import (
    AdvancedGlideClientConfiguration, Batch, GlideClient, GlideClientConfiguration, Logger, LogLevel, NodeAddress,
    ServerCredentials, TlsAdvancedConfiguration,
)

port, ca, password = sys.argv[1:]
Logger.set_logger_config(LogLevel.OFF)  # it logs to the standard output


def say(step, *values):
    print(f"{step}:", *values, flush=True)


def connect(**options):
    tls = TlsAdvancedConfiguration(root_pem_cacerts=open(ca, "rb").read()) if ca else None
    return GlideClient.create(GlideClientConfiguration(
        [NodeAddress("localhost", int(port))], use_tls=bool(ca), request_timeout=60_000,
        credentials=ServerCredentials(password) if password else None,
        advanced_config=AdvancedGlideClientConfiguration(tls_config=tls), **options))


async def main():
    say("version", version("valkey-glide"))
    try:
        client = await connect()
    except Exception as error:
        return say("refused", f"{type(error).__name__}: {str(error).split(': ', 1)[1]}")  # without the address

    async def attempt(*words):
        try:
            return await client.custom_command(list(words))
        except Exception as error:
            return f"{type(error).__name__}: {error}"

    price = await client.custom_command(["shop.total", "2.5", "3"])  # 7.5
    say("double", price)
    say("text", (await client.custom_command(["shop.name", "1"])).decode())
    say("nil", await client.custom_command(["shop.name", "2"]))
    say("map", await client.custom_command(["shop.stock"]))

    batch = Batch(is_atomic=False)
    for words in [["shop.take", "1"], ["shop.name", "1"], ["shop.take", "3"]]:
        batch.custom_command(words)
    replies = await client.exec(batch, raise_on_error=True)
    say("pipeline", *(reply.decode() if isinstance(reply, bytes) else reply for reply in replies))

    say("error", await attempt("shop.take", "4"))
    say("argument", await attempt("shop.take", "all"))
    say("unknown", await attempt("shop.close"))

    subscriptions = GlideClientConfiguration.PubSubSubscriptions(
        {GlideClientConfiguration.PubSubChannelModes.Exact: {"news"}}, callback=None, context=None)
    subscriber = await connect(pubsub_subscriptions=subscriptions)
    receivers = await client.publish("hello", "news")
    message = await subscriber.get_pubsub_message()
    say("message", receivers, message.channel.decode(), message.message.decode())
    await subscriber.close()

    say("restart", "now")
    await asyncio.to_thread(sys.stdin.readline)
    say("reconnect", await attempt("shop.take", "1"))
    await client.close()


asyncio.run(main())
