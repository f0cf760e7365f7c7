# A question that marshal cannot write takes no other's reply with it.
for prefix, wait in (("", ""), ("async ", "await ")):
    worker = Worker(f"""
import enum, uuid, decimal
class Key(str, enum.Enum):
    a = "x"
class Text(str): pass
class Odd(str):
    def __str__(self): return self
{prefix}def fast(): return 1
{prefix}def named(dbclient): return {wait}dbclient.get(Text("n"), Key.a)
{prefix}def identified(dbclient): return {wait}dbclient.get("n", uuid.UUID(int=1))
{prefix}def wrong(dbclient): return {wait}dbclient.get("n", object())
{prefix}def large(dbclient): return {wait}dbclient.put("n", "k", 10 ** 5000)
{prefix}def say(log):
    log.info(Odd("said"))
    return 2
""")
    worker.send(worker.message("fast"), worker.message("wrong"), worker.message("named"))
    same(worker.get(), [0, 1, 1])
    same(worker.get()[:4], [1, 2, None, "TypeError: a object cannot be a reply"])
    question = worker.get()
    same([question[0], question[2:]], [2, ["get", "n", "x"]])
    worker.send([1, question[1], True, "v"])
    same(worker.get(), [0, 3, "v"])
    worker.send(worker.message("identified"))
    same(worker.get()[3:], ["n", "00000000-0000-0000-0000-000000000001"])
    same(worker.call("large") if prefix else None, (None, "OverflowError: gedis takes whole numbers of 64 bits") if prefix else None)
    if prefix: same(worker.call("say"), 2)
# A call that is cancelled before it begins is answered.
worker = Worker("import asyncio\nasync def wait(): await asyncio.sleep(600)\n")
worker.send(worker.message("wait"), [2, 1])
same(worker.outcome(), (None, "the call was cancelled"))
worker.send([0, 9, 7, [], None])
same(worker.outcome(), (None, "there is no such command"))
# A reply does not wait for calls behind it.
worker = Worker("import os\ndef fast(): return 1\ndef slow(path: str):\n    with open(path) as file: return file.read()\n")
os.mkfifo(folder + "/gate")
worker.send(worker.message("fast"), worker.message("slow", folder + "/gate"))
same(worker.frame(), [[0, 1, 1]])
with open(folder + "/gate", "w") as gate: gate.write("x")
same(worker.frame(), [[0, 2, "x"]])
# Errors of every make are replies.
worker = Worker("""
import gedis
class Missing(gedis.Error):
    def __init__(self, what): self.what = what
class Numbered(gedis.Error):
    def __init__(self, what):
        super().__init__("NF", what)
        self.code = 404
class Broken(gedis.Error):
    @property
    def text(self): raise ValueError("no")
    @text.setter
    def text(self, value): pass
class Unshown(Exception):
    def __str__(self): raise KeyboardInterrupt()
def fast(): return 1
def missing(): raise Missing("x")
def numbered(): raise Numbered("x")
def broken(): raise Broken("C", "x")
def unshown(): raise Unshown()
async def later(): raise Missing("y")
""")
same(worker.call("missing"), ("ERR", "x"))
same(worker.call("numbered"), ("404", "x"))
same(worker.call("broken"), (None, "Broken, which cannot be shown: ValueError"))
same(worker.call("unshown"), (None, "Unshown, which cannot be shown: KeyboardInterrupt"))
same(worker.call("later"), ("ERR", "y"))
same(worker.call("fast"), 1)
# Frames are no larger than they may be.
worker = Worker("import gedis\ngedis._link.MOST_BYTES = 1000\ndef text(length: int): return 'x' * length\ndef ask(dbclient): dbclient.get('n', 'x' * 2000)\n")
worker.send(*(worker.message("text", length) for length in (400, 400, 400, 2000)))
found = []
while len(found) < 4:
    frame = worker.frame()
    assert len(marshal.dumps(frame, 2)) <= 1000
    found += frame
same([one[2] and len(one[2]) for one in found], [400, 400, 400, None])
same(found[3][3], "what it replied: it is too large")
same(worker.call("ask"), ("ERR", "what gedis was asked: it is too large"))
# What is shown of a default does not depend on the process, and a class is described without what it needs to run.
worker = Worker("""
import enum, time
class Size(enum.Enum):
    small = "S"
MISSING = object()
class Calc:
    def __init__(self, settings, dbclient):
        self.key = settings["key"]
        dbclient.get("n", "k")
    def get(self, a: str = MISSING, b: float = time.time, c: int = 3, d: Size = Size.small): return self.key
""", settings=None)
same([one["default"] for one in worker.commands["get"]["parameters"]], ["…", "…", "3", '"S"'])
