# What gedis calls by itself: schedules, start, stop and the state.
source = """
import asyncio, datetime, gedis
from dataclasses import dataclass
from typing import *
@dataclass
class State:
    count: int
    key: bytes = b""
    ratio: float = 0
events = []
kept = State(0)
async def start(state: Optional[State], settings, dbclient):
    global kept
    events.append(["start", settings.get("a"), await dbclient.get("n", "k")])
    kept = state or kept
def state() -> State: return kept
def stop(log): log.info(f"stopped at {kept.count}")
@gedis.every(datetime.timedelta(minutes=1))
async def sweep(log, namespace):
    log.info("swept " + namespace)
    return object()
@gedis.every(0.5)
def _tick(): raise ValueError("no")
def count() -> int:
    kept.count += 1
    return kept.count
def seen(): return [events, kept.key, kept.ratio]
"""
def begin(settings={}, state=None):
    worker = Worker.__new__(Worker)
    worker.begin(source, settings, state)
    return worker
worker = begin({"a": 1})
same(list(worker.commands), ["count", "seen"])
same([worker.manifest["schedules"], worker.manifest["state"]], [[60.0, 0.5], True])
same(worker.call("seen"), [[["start", 1, "v"]], b"", 0])
same(worker.call("count"), 1)
# What calls itself is numbered behind the commands.
worker.numbers.update(sweep=2, tick=3, state=4, beyond=5)
same(worker.call("sweep"), None)
same(worker.log, ["swept calc"])
same(worker.call("tick"), (None, "ValueError: no"))
same(worker.call("state"), {"count": 1, "key": "", "ratio": 0})
same(worker.call("beyond"), (None, "there is no such command"))
worker.send([3])
same(worker.get(), [3, "info", "stopped at 1", 0])
same(worker.process.wait(), 0)
# The state comes as JSON can say it.
worker = begin(state={"count": 7, "key": "AP8=", "ratio": 2, "more": 1})
same(worker.call("seen"), [[["start", None, "v"]], b"\x00\xff", 2.0])
same(worker.call("count"), 8)
# One that does not fit is none, and the log says so.
worker = begin(state={"count": "x"})
same(worker.first, ["the state of the version before is not taken over: ValueError: state.count must be of type integer"])
same(worker.call("count"), 1)
# Where it only says what it would serve, nothing is started.
worker = begin(None)
same(worker.first, [])
# A class is handed it as it is made, and bare state is what it was.
source = """
class Calc:
    def __init__(self, log, state=None): self.numbers = state or []
    def state(self): return self.numbers
    def add(self, a: int) -> list:
        self.numbers.append(a)
        return self.numbers
"""
worker = begin(state=[1, 2])
same([list(worker.commands), worker.manifest["state"]], [["add"], True])
same(worker.call("add", 3), [1, 2, 3])
# A parameter of this name is its author's where nothing hands a state on.
source = """
class Calc:
    def __init__(self, state="open"): self.word = state
    def word_of(self): return self.word
"""
same(begin(state=[1]).call("word_of"), "open")
# What takes arguments, or is asked for by nobody, is a command.
source = """
def start(job: str): return job
def stop(job: str): return job
def state(): return 1
"""
worker = begin()
same([list(worker.commands), worker.manifest["state"]], [["start", "stop", "state"], False])
for wrong, message in (
    ("import gedis\n@gedis.every(0)\ndef f(): pass\n", "a function runs every so many seconds, more than 0, not 0"),
    ("import gedis\n@gedis.every(1)\ndef f(x: int): pass\ndef g(): pass\n", "parameter 'x' of 'f' is nothing that is handed in"),
    ("class Calc:\n    def __init__(self, state): pass\n    def f(self): pass\n", "nothing hands it on: write 'def state(self)'"),
    ("def start(): raise ValueError('no')\ndef f(): pass\n", "ValueError: no"),
):
    source = wrong
    mistake = begin().ready
    assert mistake[0] == 5 and message in mistake[1][0][2], mistake
