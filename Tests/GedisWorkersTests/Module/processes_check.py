# What a forked process prints goes to standard error, and it goes on.
worker = Worker("""
import logging, multiprocessing
logging.basicConfig(level=logging.INFO)
def _work(number):
    logging.info("from the child")
    return number * number
def square(number: int):
    with multiprocessing.get_context("fork").Pool(1) as pool:
        return pool.map_async(_work, [number]).get(20)
def _ask(dbclient):
    try: dbclient.get("n", "k")
    except RuntimeError: os._exit(7)
def ask(dbclient):
    child = multiprocessing.get_context("fork").Process(target=_ask, args=[dbclient])
    child.start()
    child.join()
    return child.exitcode
import os
""")
same(worker.call("square", 3), [9])
same(worker.call("ask"), 7)
worker.process.kill()
assert b"INFO:root:from the child" in worker.process.stderr.read()
# A signal's handler prints while its thread writes.
worker = Worker("""
import os, signal
def large():
    signal.signal(signal.SIGALRM, lambda *_: print("tick"))
    return b"x" * (16 << 20)
def one(): return 1
""")
worker.send(worker.message("large"))
# It writes once there is something to read, and waits in that as long as nobody reads all.
assert select.select([worker.socket], [], [], 20)[0]
os.kill(worker.process.pid, 14)
time.sleep(0.2)
same(len(worker.outcome()), 16 << 20)
same(worker.call("one"), 1)
# Bytes, and lines without end, are printed.
worker = Worker("""
import sys
sys.stdout.reconfigure(line_buffering=True)
def say():
    sys.stdout.buffer.write(b"bytes\\n")
    for _ in range(100): print("x" * 1000, end="")
""")
same(worker.call("say"), None)
same([len(line) for line in worker.log], [5, 66000])
