worker = Worker("""
import datetime
from dataclasses import dataclass, field, InitVar
from typing import *
@dataclass
class Node:
    value: int
    next: Optional["Node"]
@dataclass
class Report:
    body: Union[int, str]
@dataclass
class Outer:
    report: "Report"
    back: Optional["Outer"]
@dataclass
class Mode:
    x: int
class A:
    @dataclass
    class Point: x: int
class B:
    @dataclass
    class Point: y: int
APoint, BPoint = A.Point, B.Point
APoint.__qualname__ = BPoint.__qualname__ = "Point"
del A, B
@dataclass
class Job:
    name: str
    payload: Any = None
    nothing: None = None
@dataclass
class Measure:
    x: int
    seed: InitVar[int]
    unit: ClassVar[str] = "m"
    def __post_init__(self, seed): self.x += seed
class Entry(TypedDict):
    a: Optional[int]
@dataclass(frozen=True)
class Spot:
    x: int
class Moment(datetime.datetime): pass
def depth(n: Node) -> int: return 1 + depth(n.next) if n.next else 1
def first() -> Report: ...
def second() -> Report: ...
def third() -> Outer: ...
def opened(mode: Literal["r", "w"]): return mode
def moded(m: Mode): return m
def a(p: APoint): return p.x
def b(p: BPoint): return p.y
def job(j: Job): return [j.name, j.payload]
def measure(m: Measure) -> Measure: return m
def entry(e: Entry): return e["a"]
def spots() -> Set[Spot]: return {Spot(1)}
def moments(): return [datetime.datetime(999, 1, 2), Moment(2020, 1, 1, microsecond=5000)]
def large() -> int: return 10 ** 5000
""")
same(worker.call("depth", {"value": 1, "next": {"value": 2}}), 2)
same([worker.commands[name]["result"] for name in ("first", "second", "third")], [{}, {}, {}])
def properties(command): return worker.types[worker.commands[command]["parameters"][0]["schema"]["$ref"]].get("properties")
same([properties("opened"), properties("moded")], [None, {"x": {"type": "integer"}}])
same([properties("a"), properties("b")], [{"x": {"type": "integer"}}, {"y": {"type": "integer"}}])
same([worker.call("a", {"x": 1}), worker.call("b", {"y": 2})], [1, 2])
same(worker.types["Job"]["required"], ["name"])
same(properties("job")["payload"], {"anyOf": [{}, {"type": "null"}]})
same(worker.call("job", {"name": "n"}), ["n", None])
same(list(properties("measure")), ["x", "seed"])
same(worker.call("measure", {"x": 1, "seed": 2}), {"x": 3})
same(worker.call("entry", {}), None)
same(worker.call("spots"), [{"x": 1}])
same(worker.call("moments"), ["0999-01-02T00:00:00Z", "2020-01-01T00:00:00.005Z"])
same(worker.call("large"), 10 ** 5000)
if sys.version_info >= (3, 11):
    worker = Worker("""
from __future__ import annotations
from typing import *
class Entry(TypedDict, total=False):
    a: Required[int]
    b: NotRequired[int]
def entry(e: Entry): return e
""")
    same(worker.types["Entry"]["required"], ["a"])
