"""Serves a namespace in Python to gedis, and is the module `gedis` for its author.

It needs Python 3.9 and the standard library alone. The protocol is in docs/workers.md.
"""

from ._errors import BackendError, Error
from ._handed import Call, Context, Events, Log, Request
from ._handed import Store as _Store
from ._life import every

__all__ = ["Error", "BackendError", "Request", "Call", "Context", "Events", "Log", "every"]

for _public in (Error, BackendError, Request, Call, Context, Events, Log, _Store):
    _public.__module__ = __name__


def _run():
    import os
    import sys

    from ._printed import Printed
    from ._worker import Worker

    descriptor = int(os.environ.pop("GEDIS_WORKER"))
    os.set_inheritable(descriptor, False)
    # The package's folder is gedis' own, and what follows it is the working folder.
    del sys.path[:2]
    sys.argv[:] = sys.argv[1:2]
    worker = Worker(descriptor)
    os.register_at_fork(after_in_child=worker.forked)
    sys.stdout, sys.stderr = Printed(worker, "info", 1), Printed(worker, "warning", 2)
    messages = worker.receive()
    worker.load(messages[0])
    worker.backlog.extend(messages[1:])
    worker.serve()
