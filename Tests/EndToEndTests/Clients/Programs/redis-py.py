"""redis-py, with its own parser or hiredis', and valkey-py, whose classes have the same names."""
import importlib
import sys

module, port, ca, password = sys.argv[1:]
redis = importlib.import_module(module)


def say(step, *values):
    print(f"{step}:", *values, flush=True)


def attempt(*words):
    try:
        return client.execute_command(*words)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


client = redis.Redis(port=port, password=password or None, ssl=bool(ca), ssl_ca_certs=ca or None)
say("version", redis.__version__)
try:
    client.ping()
except redis.exceptions.AuthenticationError as error:
    sys.exit(say("refused", f"{type(error).__name__}: {error}"))

say("parser", type(client.connection_pool.make_connection()._parser).__name__)
price = client.execute_command("shop.total", 2.5, 3)  # 7.5 over RESP3, b'7.5' over RESP2
say("double", price)
say("text", client.execute_command("shop.name", 1).decode())
say("nil", client.execute_command("shop.name", 2))
say("map", client.execute_command("shop.stock"))

pipeline = client.pipeline(transaction=False)
for words in [("shop.take", 1), ("shop.name", 1), ("shop.take", 3)]:
    pipeline.execute_command(*words)
say("pipeline", *(reply.decode() if isinstance(reply, bytes) else reply for reply in pipeline.execute()))

say("error", attempt("shop.take", 4))
say("argument", attempt("shop.take", "all"))
say("unknown", attempt("shop.close"))

subscriber = client.pubsub()
subscriber.subscribe("news")
subscriber.get_message(timeout=60)
receivers = client.publish("news", "hello")
message = subscriber.get_message(timeout=60)
say("message", receivers, message["channel"].decode(), message["data"].decode())
subscriber.close()

say("restart", "now")
sys.stdin.readline()
say("reconnect", attempt("shop.take", 1))
