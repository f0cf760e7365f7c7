"""Restarts and kills gedis servers under clients of all kinds, and counts what they notice; scripts/handover runs it.

Connections over TCP and Unix sockets have to stay, those over TLS may end between two replies; no connection is refused or
reset, no reply lost, doubled or mixed up, and subscribers see what is published once and in order. It ends with a table, and
with exit code 1 where something was wrong.
"""
import os
import random
import re
import resource
import select
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

TOOL, ROUNDS, IDLE = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
FOLDER = tempfile.mkdtemp(prefix="gedis-hand-")
ENVIRONMENT = dict(os.environ, GEDIS_REPO=f"{FOLDER}/instances", XDG_STATE_HOME=f"{FOLDER}/state",
                   XDG_DATA_HOME=f"{FOLDER}/data")
ENVIRONMENT.setdefault("XDG_CACHE_HOME", f"{FOLDER}/cache")
MODULES = os.path.join(os.path.dirname(os.path.realpath(TOOL)), "Modules")
if os.path.isdir(MODULES):
    # A copy of the program elsewhere finds them too.
    ENVIRONMENT.setdefault("GEDIS_KIT", MODULES)
SOURCE = """
import GedisKit

struct Hand {
    func echo(_ number: Int) -> Int { number }
    func slow(_ number: Int, _ milliseconds: Int) async throws -> Int {
        try await Task.sleep(for: .milliseconds(milliseconds))
        return number
    }
}
"""
PATIENCE = 30

stopping = threading.Event()
killing = threading.Event()
lock = threading.Lock()
faults, counts, stalls = [], {}, []


def fault(kind, what):
    with lock:
        faults.append(f"{kind}: {what}")


def count(name, number=1):
    with lock:
        counts[name] = counts.get(name, 0) + number


def run(*words):
    return subprocess.run([TOOL, *words], env=ENVIRONMENT, capture_output=True, text=True, timeout=300)


def tool(*words):
    result = run(*words)
    if result.returncode:
        raise RuntimeError(f"gedis {' '.join(words)}: {result.stdout}{result.stderr}")
    return result.stdout


class Ended(Exception):
    """The server closed the connection between two replies."""


class Wire:
    """A connection, and the replies that come over it."""

    def __init__(self, place):
        if isinstance(place, str):
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(PATIENCE)
            self.socket.connect(place)
        else:
            port, context = place
            self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
            if context:
                self.socket = context.wrap_socket(self.socket)
        self.bytes = b""

    def send(self, *requests):
        self.socket.sendall(b"".join(
            b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)
            for words in ([str(word).encode() for word in words] for words in requests)))

    def more(self):
        part = self.socket.recv(65536)
        if not part:
            if self.bytes:
                raise RuntimeError(f"it ended within a reply: {self.bytes[:80]!r}")
            raise Ended()
        self.bytes += part

    def line(self, rest):
        while b"\r\n" not in rest:
            part = self.socket.recv(65536)
            if not part:
                raise RuntimeError(f"it ended within a reply: {rest[:80]!r}")
            rest += part
        return rest.split(b"\r\n", 1)

    def reply(self):
        if not self.bytes:
            self.more()
        value, self.bytes = self.value(self.bytes)
        return value

    def value(self, rest):
        head, rest = self.line(rest)
        kind, text = head[:1], head[1:]
        if kind == b"$":
            length = int(text)
            if length < 0:
                return None, rest
            while len(rest) < length + 2:
                part = self.socket.recv(65536)
                if not part:
                    raise RuntimeError("it ended within a reply")
                rest += part
            return rest[:length], rest[length + 2:]
        if kind in b"*>%":
            values = []
            for _ in range(int(text) * (2 if kind == b"%" else 1)):
                value, rest = self.value(rest)
                values.append(value)
            return values, rest
        return (int(text) if kind == b":" else head), rest

    def close(self):
        self.socket.close()


def client(body):
    """Runs a client's part until it is to stop, and takes down what goes wrong."""
    def guarded(name, *arguments):
        while not stopping.is_set():
            try:
                return body(name, *arguments)
            except (ConnectionRefusedError, FileNotFoundError) as error:
                fault(name, f"refused: {error}")
            except (ConnectionError, Ended, ssl.SSLError, RuntimeError) as error:
                if not killing.is_set():
                    fault(name, f"{type(error).__name__} {error}")
            except Exception as error:
                fault(name, f"{type(error).__name__} {error}")
            time.sleep(0.01)
    return guarded


@client
def pipelines(name, place, may_end):
    """Numbered calls in pipelines; their replies have to come in order."""
    number, wire = 0, Wire(place)
    while not stopping.is_set():
        size = random.choice((1, 1, 3, 20, 100))
        batch = [(number + index, random.random() < 0.1) for index in range(size)]
        start, seen = time.monotonic(), 0
        try:
            wire.send(*[("hand.slow", one, random.randrange(8)) if slow else ("hand.echo", one)
                        for one, slow in batch])
            for one, _ in batch:
                value = wire.reply()
                if value != one:
                    fault(name, f"replied {value!r} to {one}")
                seen += 1
        except (Ended, BrokenPipeError) as error:
            if not may_end:
                raise
            # What is not answered was not run, or its reply is lost; either way the next connection asks again.
            count(f"{name} ended between replies")
            wire.close()
            wire = Wire(place)
        if size == 1 and seen == 1 and not batch[0][1]:
            with lock:
                stalls.append((time.monotonic() - start, name, time.monotonic()))
        number += size
        count(f"{name} calls", seen)
    wire.close()


@client
def short(name, place):
    """One call a connection."""
    number = 0
    while not stopping.is_set():
        number += 1
        wire = Wire(place)
        wire.send(("hand.echo", number))
        value = wire.reply()
        if value != number:
            fault(name, f"replied {value!r} to {number}")
        wire.close()
        count(f"{name} connections")
        time.sleep(0.002)


@client
def stateful(name, place):
    """What a client has said of itself, and a transaction, stay."""
    wire = Wire(place)
    wire.send(("CLIENT", "SETNAME", name), ("CLIENT", "ID"))
    wire.reply()
    own = wire.reply()
    while not stopping.is_set():
        wire.send(("MULTI",), ("hand.echo", 1))
        if [wire.reply(), wire.reply()] != [b"+OK", b"+QUEUED"]:
            fault(name, "the transaction did not begin")
        time.sleep(random.random() * 0.1)
        wire.send(("hand.echo", 2), ("EXEC",), ("CLIENT", "GETNAME"), ("CLIENT", "ID"))
        replies = [wire.reply() for _ in range(4)]
        if replies != [b"+QUEUED", [1, 2], name.encode(), own]:
            fault(name, f"replied {replies!r} instead of its own state")
        count(f"{name} transactions")


class Numbers:
    """How far a publisher is, so that subscribers can be waited for."""
    last = 0


@client
def publisher(name, place, numbers):
    wire = Wire(place)
    while not stopping.is_set():
        wire.send(*[("PUBLISH", "numbers", numbers.last + index + 1) for index in range(5)])
        for _ in range(5):
            wire.reply()
        numbers.last += 5
        count("published", 5)
        time.sleep(0.002)
    wire.close()


@client
def subscriber(name, place, numbers, pattern, calls):
    """Sees each number once, in order, also between the replies to calls of its own."""
    wire = Wire(place)
    if calls:
        wire.send(("HELLO", 3))
        wire.reply()
    wire.send(("PSUBSCRIBE", "num*") if pattern else ("SUBSCRIBE", "numbers"))
    wire.reply()
    expected, asked = None, 0
    wire.socket.settimeout(PATIENCE)
    end = None
    while not stopping.is_set() or (expected or 0) <= numbers.last:
        end = end or (stopping.is_set() and time.monotonic() + PATIENCE)
        if end and time.monotonic() > end:
            fault(name, f"waited in vain for {expected}")
            break
        if calls and not asked:
            asked = random.randrange(1, 1 << 30)
            wire.send(("hand.slow", asked, random.choice((1, 5, 150))))
        if not wire.bytes and not select.select([wire.socket], [], [], 0.2)[0]:
            continue
        value = wire.reply()
        if isinstance(value, list):
            number = int(value[-1])
            if expected is not None and number != expected:
                fault(name, f"got {number} instead of {expected}")
            expected = number + 1
            count(f"{name} messages")
        elif value == asked:
            asked = 0
        else:
            fault(name, f"got {value!r}")
        if stopping.is_set() and expected and expected > numbers.last:
            break
    wire.close()


def pid(name):
    match = re.search(r'"pid": *(\d+)', run("server", "status", name, "--output", "json").stdout)
    return int(match[1]) if match else None


def within(seconds, what, condition):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError(f"{what} did not happen within {seconds} s")
        time.sleep(0.02)


def threads(*parts):
    started = [threading.Thread(target=body, args=arguments, daemon=True) for body, *arguments in parts]
    for one in started:
        one.start()
    return started


def finish(started):
    stopping.set()
    for one in started:
        one.join(PATIENCE + 10)
        if one.is_alive():
            fault("a client", "did not come to its end")
    stopping.clear()


def restarts(places):
    """Restarts, also by another file of the program and by one that fails, under clients that may notice nothing of it."""
    plain, unix, secure = places
    numbers = Numbers()
    started = threads(
        *[(pipelines, f"pipelines over TCP {index}", plain, False) for index in range(3)],
        (pipelines, "pipelines over Unix", unix, False), (pipelines, "pipelines over TLS", secure, True),
        (short, "short over TCP", plain), (short, "short over Unix", unix), (short, "short over TLS", secure),
        (stateful, "state", plain), (publisher, "publisher", plain, numbers),
        (subscriber, "subscriber over TCP", plain, numbers, False, False),
        (subscriber, "subscriber over Unix", unix, numbers, True, False),
        (subscriber, "subscriber that calls", plain, numbers, False, True))
    time.sleep(1)
    other = f"{FOLDER}/other-gedis"
    shutil.copy(TOOL, other)
    took = []
    for round in range(ROUNDS):
        for name in ("main", "secure"):
            before = pid(name)
            start = time.monotonic()
            if round % 3 == 1:
                tool("server", "restart", name, "--binary", other)
            else:
                tool("server", "restart", name)
            took.append(time.monotonic() - start)
            if pid(name) == before:
                fault("restart", "the same process serves")
            if round % 3 == 2:
                failed = run("server", "restart", name, "--binary", "/bin/false")
                if failed.returncode != 5:
                    fault("restart --binary /bin/false", f"exit code {failed.returncode}: {failed.stderr}")
        time.sleep(0.3)
    finish(started)
    for name in ("main", "secure"):
        log = tool("server", "logs", name, "--lines", "100000")
        moves = [int(ms) for ms in re.findall(r"handed over to the next process.*took=\"?(\d+)", log)]
        print(f"{name}: {len(moves)} restarts, the connections were with no process for {sorted(moves)} ms")
    print(f"restarts took {min(took):.2f} to {max(took):.2f} s")
    slowest = sorted(stalls, reverse=True)[:3]
    print("longest waits for one reply: " + ", ".join(f"{wait * 1000:.0f} ms ({name})" for wait, name, _ in slowest))


def kills(places):
    """Kills the serving process: connections end, and none is refused."""
    plain, unix, secure = places
    killing.set()
    started = threads(
        *[(short, f"killed: short over TCP {index}", plain) for index in range(3)],
        (short, "killed: short over Unix", unix), (short, "killed: short over TLS", secure))
    for _ in range(ROUNDS):
        for name in ("main", "secure"):
            before = pid(name)
            os.kill(before, signal.SIGKILL)
            within(60, "another process", lambda: pid(name) not in (None, before))
            time.sleep(0.3)
    finish(started)
    killing.clear()


def idle(port):
    """Many idle connections go from one process to the next."""
    wires = []
    for number in range(IDLE):
        one = socket.socket()
        one.bind((f"127.0.0.{2 + number // 5000}", 0))
        one.connect(("127.0.0.1", port))
        wires.append(one)
    for one in wires:
        one.sendall(b"PING\r\n")
    for one in wires:
        if one.recv(64) != b"+PONG\r\n":
            fault("idle", "no reply before the restart")
    start = time.monotonic()
    tool("server", "restart", "main")
    took = time.monotonic() - start
    for one in wires:
        try:
            one.settimeout(PATIENCE)
            one.sendall(b"PING\r\n")
            if one.recv(64) != b"+PONG\r\n":
                fault("idle", "ended")
        except OSError as error:
            fault("idle", f"{error}")
    log = tool("server", "logs", "main", "--lines", "100000")
    last = re.findall(r"handed over to the next process.*", log)[-1]
    print(f"{IDLE} idle connections: {last}; the restart took {took:.2f} s")
    for one in wires:
        one.close()


def main():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(IDLE + 1000, hard), hard))
    with open(f"{FOLDER}/hand.swift", "w") as file:
        file.write(SOURCE)
    room = f"max_connections={IDLE + 200}"
    tool("server", "create", "main", "port=0", f"unixsocket={FOLDER}/main.sock", room)
    tool("server", "create", "secure", "port=0", "ssl=true", room)
    tool("cert", "generate", "secure")
    ports = {}
    for name in ("main", "secure"):
        tool("server", "add", name, f"{FOLDER}/hand.swift")
        ports[name] = int(re.search(r"listening on \S+?:(\d+)", tool("server", "start", name, "--detach"))[1])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    places = (ports["main"], None), f"{FOLDER}/main.sock", (ports["secure"], context)
    restarts(places)
    if "--no-kill" not in sys.argv:
        kills(places)
    if IDLE:
        idle(ports["main"])
    for name, number in sorted(counts.items()):
        print(f"{number:9} {name}")
    print(f"{len(faults):9} faults")
    for one in faults[:20]:
        print(f"          {one}")
    return 1 if faults else 0


if __name__ == "__main__":
    code = 1
    try:
        code = main()
    finally:
        for server in ("main", "secure"):
            run("server", "stop", server, "--kill")
        if code == 0 or "GEDIS_KEEP" not in os.environ:
            shutil.rmtree(FOLDER, ignore_errors=True)
        else:
            print(FOLDER)
    sys.exit(code)
