# Functions are what is called, not what they wrap.
worker = Worker("""
import asyncio, functools
from typing import *
def awaiting(function):
    @functools.wraps(function)
    async def call(*arguments): return function(*arguments)
    return call
def running(function):
    @functools.wraps(function)
    def call(*arguments): return asyncio.run(function(*arguments))
    return call
def passing(function):
    @functools.wraps(function)
    def call(*arguments): return function(*arguments)
    return call
awaiting.__module__ = running.__module__ = passing.__module__ = "another"
@awaiting
def made(x: int): return x
@running
async def run(x: int): return x
@passing
async def passed(x: int):
    await asyncio.sleep(0)
    return x
@passing
async def several(x: int):
    yield x
    yield x
@functools.lru_cache
def cached(x: int): return x
async def _later(): return 5
def inside() -> int: return asyncio.run(_later())
class Odd:
    def __getattr__(self, name): return self
odd = Odd()
async def bare() -> AsyncIterator: yield 1
""")
same([one["async"] for one in worker.commands.values()], [True, False, False, False, False, False, True])
for name in ("made", "run", "passed", "cached"): same(worker.call(name, 7), 7)
same(worker.call("several", 7), [7, 7])
same(worker.call("inside"), 5)
same(worker.call("bare"), [1])
# What __init__ keeps waits itself, or is awaited, as the function is that uses it.
worker = Worker("""
class Kept:
    def __init__(self, dbclient): self.store = dbclient
    async def later(self): return [await self.store.get("n", "k")]
    def now(self): return [self.store.get("n", "k")]
""", name="kept")
for name in ("later", "now", "later"):
    worker.send(worker.message(name))
    worker.send([1, worker.get()[1], True, "v"])
    same(worker.outcome(), ["v"])
# Parameters of all kinds.
worker = Worker("""
import enum
from typing import *
class Level(enum.Enum):
    low = "L"
def add(a: int, /, *, b: int = 1) -> int: return a + b
def named(a: int, b: int = 2, /, namespace=None) -> list: return [a, b, namespace]
def rest(a: Optional[int], *others: int): return [a, *others]
def all(request, namespace: str, *others: int): return [len(request), namespace, *others]
def own(path: str, log: bool = False, context: Optional[str] = "", settings: Level = Level.low): return [log, context, settings]
def pair(p: Tuple[int, int]): return p
def total(*values: float) -> float: return sum(values)
""")
same(worker.call("add", 1), 2)
same(worker.call("add", 1, 4), 5)
same(worker.call("named", 1), [1, 2, "calc"])
same(worker.call("named", 1, 5), [1, 5, "calc"])
same(worker.call("rest"), [None])
same(worker.call("rest", 1, 2), [1, 2])
same(worker.call("all", 5, 6, extra=[[b"calc.all", b"5", b"6"], None]), [3, "calc", 5, 6])
same([one["name"] for one in worker.commands["own"]["parameters"]], ["path", "log", "context", "settings"])
same(worker.call("own", "x", True), [True, "", "L"])
same(worker.call("pair", [1, 2]), [1, 2])
same(worker.call("pair", [1]), (None, "ValueError: 'p' has 2 values, got 1"))
same(worker.commands["pair"]["parameters"][0]["schema"]["items"], {"type": "integer"})
same(worker.call("total"), 0.0)
mistake = Worker("from typing import *\ndef f(p: Tuple[int, str]): pass\n").ready
assert mistake[0] == 5 and "several types" in mistake[1][0][2], mistake
