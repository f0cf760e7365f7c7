# A folder is a package, or a script with modules beside it; and what a server's namespaces share.
def made(entry, files, shared=None):
    worker = Worker.__new__(Worker)
    worker.begin({"entry": entry, "is_folder": True, "files": {name: text.encode() for name, text in files.items()},
                  "shared": {name: text.encode() for name, text in (shared or {}).items()},
                  "shared_folder": "/a/shared" if shared else None}, path="/a/calc")
    return worker
package = {
    "__init__.py": """'''Sums.'''
from . import rates
from .deep.er import ratio
from shared import money
import shared.more.less as less
def total(a: int) -> int: return a * rates.RATE
def other(a: int) -> float: return ratio(a)
def cents(a: int) -> int: return money.cents(a)
def names() -> list: return [__name__, __file__, rates.__name__, rates.__file__, less.__name__]
def fail(): return rates.fail()
""",
    "rates.py": "RATE = 3\ndef fail():\n    raise ValueError('here')\n",
    "deep/er.py": "from ..rates import RATE\ndef ratio(a): return a / RATE\n",
}
shared = {"money.py": "def cents(a): return a * 100\n", "more/less.py": ""}
worker = made("__init__.py", package, shared)
same([worker.manifest["summary"], list(worker.commands)], ["Sums.", ["total", "other", "cents", "names", "fail"]])
same([worker.call("total", 2), worker.call("other", 6), worker.call("cents", 2)], [6, 2.0, 200])
same(worker.call("names"), ["gedis.calc", "/a/calc/__init__.py", "gedis.calc.rates", "/a/calc/rates.py", "shared.more.less"])
worker.send(worker.message("fail"))
trace = worker.get()[4]
assert 'File "/a/calc/__init__.py", line 10, in fail' in trace and 'File "/a/calc/rates.py", line 3' in trace, trace
assert "raise ValueError('here')" in trace, trace
script = {"calc.py": "import rates, sub.one\ndef total(a: int) -> int: return a * rates.RATE + sub.one.ONE\n",
          "rates.py": "RATE = 3\n", "sub/__init__.py": "", "sub/one.py": "ONE = 1\n"}
same(made("calc.py", script).call("total", 2), 7)
# A mistake is said with its file.
for name, text, found in (
    ("rates.py", "RATE = (\n", [1, 8, "SyntaxError: '(' was never closed", "/a/calc/rates.py"]),
    ("rates.py", "\nRATE = 1 / 0\n", [2, 1, "ZeroDivisionError: division by zero", "/a/calc/rates.py"]),
    ("calc.py", "import rates, missing\n", [1, 1, "ModuleNotFoundError: No module named 'missing'", "/a/calc/calc.py"]),
):
    mistake = made("calc.py", dict(script, **{name: text})).ready
    same(mistake, [5, [found]])
if sys.version_info >= (3, 10):
    mistake = made("calc.py", dict(script, **{"json.py": ""})).ready
    assert "/a/calc/json.py is named as a module of Python's own" in mistake[1][0][2], mistake
