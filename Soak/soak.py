"""Keeps a gedis server busy with clients that behave in all ways, and counts every reply that is wrong or missing.

scripts/soak runs it. It ends with a table, and with exit code 1 where something was wrong.
"""
import asyncio
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

TOOL, SECONDS, SEED = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
FOLDER = tempfile.mkdtemp(prefix="gedis-soak-")
ENVIRONMENT = dict(os.environ, GEDIS_REPO=f"{FOLDER}/instances", XDG_STATE_HOME=f"{FOLDER}/state",
                   XDG_CACHE_HOME=f"{FOLDER}/cache", XDG_DATA_HOME=f"{FOLDER}/data")
PASSWORD = "soak-password"
WORKERS = {"py": 1, "crew": 2, "own": 1}  # The namespaces in other processes, and how many they have.
DISTURB_EVERY = 20  # A worker that ends again at once is started anew after a pause.
MOST_WORKER_MEMORY = 100 << 20
MOST_SOCKETS_LEFT = 8  # Each of two threads has one to each of two workers, py's and own's.
RESTART_EVERY = 150  # A life has to be long enough to see whether memory stays level.
START = time.monotonic()


class Closed(Exception):
    """The server closed the connection."""


class Tally:
    """What is counted."""

    def __init__(self):
        self.counts = {}
        self.wrong = []
        self.missing = []
        self.faults = []
        self.slowest_return = 0
        self.slowest_end = 0

    def count(self, name, number=1):
        self.counts[name] = self.counts.get(name, 0) + number


tally = Tally()


class Server:
    """The server under test; `epoch` changes when it is restarted on purpose."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.epoch = 0
        self.is_restarting = False
        self.pid = 0
        self.lives = []
        self.workers = {}  # The most memory of each worker.

    def tool(self, *words):
        result = subprocess.run([TOOL, *words], env=ENVIRONMENT, capture_output=True, text=True, timeout=120)
        if result.returncode:
            raise RuntimeError(f"gedis {' '.join(words)}: {result.stdout}{result.stderr}")
        return result.stdout

    def begin(self, output):
        self.pid = int(re.search(r"pid (\d+)", output)[1])
        self.lives.append({"start": time.monotonic(), "samples": []})

    def create(self):
        here = os.path.dirname(os.path.abspath(__file__))
        self.tool("backend", "create", "store", "type=sqlite", f"path={FOLDER}/store.sqlite")
        self.tool("server", "create", "main", f"port={self.port}", f"password={PASSWORD}",
                  "dbclient_instance=store", "threads=2", "namespaces.own.isolated=true", "namespaces.crew.workers=2",
                  *(f"namespaces.{name}.call_timeout=5" for name in WORKERS))
        self.tool("server", "add", "main", f"{here}/soak.swift")
        self.tool("server", "add", "main", f"{here}/soak.swift", "--namespace", "own")
        for name in ("py", "crew"):
            shutil.copy(f"{here}/crew.py", f"{FOLDER}/{name}.py")
            self.tool("server", "add", "main", f"{FOLDER}/{name}.py")
        self.begin(self.tool("server", "start", "main", "--detach"))

    async def restart(self):
        self.is_restarting = True
        self.epoch += 1
        try:
            self.begin(await asyncio.to_thread(self.tool, "server", "restart", "main"))
            tally.count("restarts")
        finally:
            self.epoch += 1
            self.is_restarting = False

    def sample(self):
        try:
            folder = f"/proc/{self.pid}/fd"
            sockets = sum(is_socket(f"{folder}/{name}") for name in os.listdir(folder))
            size = memory(self.pid)
        except OSError:
            if not self.is_restarting:
                tally.faults.append(f"the server's process {self.pid} is gone")
            return
        for pid in children(self.pid):
            self.workers[pid] = max(self.workers.get(pid, 0), memory(pid))
        life = self.lives[-1]
        life["samples"].append((time.monotonic() - life["start"], size, sockets))


def memory(pid):
    try:
        with open(f"/proc/{pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")
    except OSError:
        return 0  # It has ended.


def children(pid):
    """The processes that a process has started."""
    found = []
    for task in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{task}/children") as file:
                found += [int(word) for word in file.read().split()]
        except OSError:
            pass  # The thread has ended.
    return found


def is_socket(path):
    try:
        return os.readlink(path).startswith("socket:")
    except FileNotFoundError:
        return False  # It was closed meanwhile.


server = Server()


class Disturbances:
    """When workers of which namespaces were ended, or kept busy: calls that were in flight then may fail."""

    def __init__(self):
        self.spans = {name: [] for name in WORKERS}

    def begin(self, name):
        self.spans[name].append([time.monotonic(), None])

    def end(self, name):
        # The server sees it a moment later.
        self.spans[name][-1][1] = time.monotonic() + 1

    def excuse(self, name, start):
        """Whether a call that was sent at a time may fail."""
        return any(end is None or start <= end for begin, end in self.spans.get(name, []))


disturbances = Disturbances()


def request(*words):
    words = [word if isinstance(word, bytes) else str(word).encode() for word in words]
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)


class Client:
    """A connection that checks each reply."""

    async def __aenter__(self):
        self.epoch = server.epoch
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", server.port)
        return self

    async def __aexit__(self, *_):
        self.writer.close()

    async def login(self):
        await self.expect([(request("AUTH", PASSWORD), b"OK")])

    async def reply(self):
        line = await self.reader.readline()
        if not line.endswith(b"\r\n"):
            raise Closed
        kind, rest = line[:1], line[1:-2]
        if kind == b"$":
            return None if rest == b"-1" else (await self.reader.readexactly(int(rest) + 2))[:-2]
        if kind == b"*":
            return [await self.reply() for _ in range(int(rest))]
        if kind == b":":
            return int(rest)
        if kind not in (b"+", b"-"):
            tally.wrong.append(f"no reply begins so: {line!r}")
            raise Closed
        return rest if kind == b"+" else kind + rest

    async def expect(self, calls):
        """Sends requests in pieces, and checks that exactly their replies come, in order."""
        data = b"".join(call for call, _ in calls)
        start = time.monotonic()
        sending = asyncio.ensure_future(self.send(data))
        try:
            for call, expected in calls:
                try:
                    reply = await asyncio.wait_for(self.reply(), 60)
                except asyncio.TimeoutError:
                    tally.missing.append(f"{call[:60]!r} was not answered in 60 s")
                    raise Closed from None
                tally.count("replies checked")
                right = re.match(expected.pattern, reply or b"") if isinstance(expected, re.Pattern) else reply == expected
                if not right and is_lost(call, reply, start):
                    tally.count("calls lost with a worker")
                elif not right:
                    tally.wrong.append(f"{call[:60]!r}: {str(reply)[:100]}, not {str(expected)[:100]}")
        finally:
            sending.cancel()

    async def send(self, data):
        try:
            while data:
                size = random.choice([1, 7, 100, 5000, len(data)])
                self.writer.write(data[:size])
                data = data[size:]
                await self.writer.drain()
        except OSError:
            pass


def is_lost(call, reply, start):
    """Whether it is the error of a call whose worker was ended meanwhile."""
    name = call.split(b"\r\n", 3)[2].split(b".")[0].decode() if call else ""
    failed = isinstance(reply, bytes) and reply.startswith((b"-WORKER ", b"-TIMEOUT "))
    return failed and disturbances.excuse(name, start)


def some_call(key, values):
    """A request and its reply; `values` is what the client has stored."""
    text = "".join(random.choices("abc é🦊\r\n\0", k=random.choice([0, 3, 50, 3000]))).encode()
    kind = random.randrange(7)
    name = random.choice(["soak", "soak", "soak", *WORKERS])
    if kind == 0:
        return request(f"{name}.echo", text), text
    if kind == 1:
        return request(f"{name}.later", text), text
    if kind == 2:
        count = random.choice([1, 1000, 200_000])
        return request(f"{name}.large", count), b"x" * count
    if kind == 3:
        return request(f"{name}.fail", "no"), b"-SOAK no"
    if kind == 4:
        error = f"-ERR {name}.large: argument 1 'count' must be an integer"
        return request(f"{name}.large", "many"), re.compile(error.encode())
    if kind == 5:
        text = b"%d" % random.randrange(1 << 30)
        values[key] = text
        return request("system.set", key, text), b"OK"
    return request("system.get", key), values.get(key)


async def call_alone(number):
    async with Client() as client:
        await client.login()
        values = {}
        for _ in range(random.randrange(1, 60)):
            key = f"alone-{number}-{random.randrange(1 << 40)}" if not values else next(iter(values))
            await client.expect([some_call(key, values)])


async def pipeline(number):
    async with Client() as client:
        await client.login()
        values = {}
        key = f"pipe-{number}-{random.randrange(1 << 40)}"
        for _ in range(random.randrange(1, 5)):
            await client.expect([some_call(key, values) for _ in range(random.randrange(1, 150))])


async def listen(number):
    async with Client() as listener, Client() as publisher:
        await listener.login()
        await publisher.login()
        # A new one each time: the server may not have seen yet that the listener before has closed its connection.
        channel = b"channel-%d-%d" % (number, random.randrange(1 << 40))
        await listener.expect([(request("SUBSCRIBE", channel), [b"subscribe", channel, 1])])
        messages = [b"%d" % random.randrange(1 << 30) for _ in range(random.randrange(1, 200))]
        await publisher.expect([(request("PUBLISH", channel, message), 1) for message in messages])
        await listener.expect([(b"", [b"message", channel, message]) for message in messages])


async def leave(_):
    async with Client() as client:
        await client.login()
        data = b"".join(some_call("left", {})[0] for _ in range(50))
        client.writer.write(data[:random.randrange(len(data))])
        if random.random() < 0.5:
            await asyncio.sleep(random.random() / 10)
        client.writer.transport.abort()


async def stall(_):
    async with Client() as client:
        await client.login()
        data = request("soak.echo", "slow")
        cut = random.randrange(1, len(data))
        client.writer.write(data[:cut])
        await asyncio.sleep(random.random() * 3)
        await client.expect([(data[cut:], b"slow")])


async def flood(_):
    async with Client() as client:
        await client.login()
        client.writer.transport.pause_reading()
        name = random.choice(["soak", *WORKERS])
        client.writer.write(request(f"{name}.large", 100_000) * (2000 if name == "soak" else 200))
        await asyncio.sleep(random.random() * 3)
        client.writer.transport.abort()


async def speak_nonsense(_):
    async with Client() as client:
        start = random.choice([b"", b"*3\r\n$", b"*1\r\n$5\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n", b"\x16\x03\x01"])
        client.writer.write(start + random.randbytes(random.randrange(2000)))
        client.writer.write_eof()
        await asyncio.wait_for(client.reader.read(), 30)


async def guess(_):
    # Who guesses is slowed down by address, so guesses come from another one than all else.
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, local_addr=("127.0.0.2", 0))
    writer.write(request("AUTH", "wrong"))
    line = await asyncio.wait_for(reader.readline(), 30)
    if line and not line.startswith((b"-WRONGPASS", b"-ERR too many wrong passwords")):
        tally.wrong.append(f"AUTH with a wrong password: {line!r}")
    writer.close()


BEHAVIOURS = [call_alone] * 6 + [pipeline] * 4 + [listen] * 3 + [leave, stall, flood, speak_nonsense, guess]


async def behave(number, end):
    while time.monotonic() < end:
        behaviour = random.choice(BEHAVIOURS)
        epoch = server.epoch
        try:
            await behaviour(number)
        except (Closed, OSError, asyncio.IncompleteReadError, asyncio.TimeoutError) as error:
            if epoch == server.epoch and not server.is_restarting:
                # Nonsense may be answered by a closed connection; nothing else may.
                if behaviour not in (speak_nonsense, leave, flood):
                    tally.missing.append(f"{behaviour.__name__}: {type(error).__name__} {error}")
            else:
                tally.count("connections ended by restarts")
                await asyncio.sleep(0.1)
        tally.count(behaviour.__name__.replace("_", " "))


async def end_worker(name):
    """Ends a worker as a crash, or the kernel, would."""
    async with Client() as client:
        await client.login()
        client.writer.write(request(f"{name}.process"))
        pid = await asyncio.wait_for(client.reply(), 60)
        if not isinstance(pid, int) or pid not in children(server.pid):
            tally.faults.append(f"{name}.process is {pid!r}, which is no worker")
            return
        how = random.choice([signal.SIGSEGV, signal.SIGKILL])
        os.kill(pid, how)
        tally.count(f"workers ended by {how.name}")
        await serve_again(client, name)


async def keep_busy(name):
    """Calls what does not end; call_timeout ends it."""
    async with Client() as client:
        await client.login()
        start = time.monotonic()
        client.writer.write(request(f"{name}.spin"))
        reply = await asyncio.wait_for(client.reply(), 60)
        if not isinstance(reply, bytes) or not reply.startswith(b"-TIMEOUT "):
            tally.wrong.append(f"{name}.spin: {reply!r}")
        tally.count("calls that do not end")
        tally.slowest_end = max(tally.slowest_end, time.monotonic() - start)
        await serve_again(client, name)


async def serve_again(client, name):
    start = time.monotonic()
    for _ in range(WORKERS[name] * 4):
        while True:
            client.writer.write(request(f"{name}.echo", "again"))
            reply = await asyncio.wait_for(client.reply(), 60)
            if reply == b"again":
                break
            if time.monotonic() > start + 20:
                tally.faults.append(f"{name} does not serve again: {reply!r}")
                return
            await asyncio.sleep(0.01)
    tally.slowest_return = max(tally.slowest_return, time.monotonic() - start)


async def disturb_workers(end):
    while end - time.monotonic() > DISTURB_EVERY:
        for name in WORKERS:
            await asyncio.sleep(DISTURB_EVERY / len(WORKERS))
            if server.is_restarting:
                continue
            epoch = server.epoch
            disturbances.begin(name)
            try:
                await (keep_busy if name != "own" and random.random() < 0.3 else end_worker)(name)
            except (Closed, OSError, asyncio.IncompleteReadError, asyncio.TimeoutError) as error:
                if epoch == server.epoch:
                    tally.missing.append(f"disturbing {name}: {type(error).__name__} {error}")
            disturbances.end(name)


def change_source(name):
    """Has a namespace served by a new worker, from a file that says something else."""
    with open(f"{FOLDER}/{name}.py", "a") as file:
        file.write(f"# {time.monotonic()}\n")
    server.tool("server", "add", "main", f"{FOLDER}/{name}.py", "--force")


async def disturb(end):
    next_restart = time.monotonic() + RESTART_EVERY
    while time.monotonic() < end:
        await asyncio.sleep(1)
        server.sample()
        if time.monotonic() > next_restart and end - time.monotonic() > 30:
            next_restart = time.monotonic() + RESTART_EVERY
            await server.restart()
        elif random.random() < 0.2:
            await asyncio.to_thread(server.tool, "server", "reload", "main")
            tally.count("reloads")
        elif random.random() < 0.1:
            await asyncio.to_thread(change_source, random.choice(["py", "crew"]))
            tally.count("workers replaced")


def judge_memory():
    """Whether each life that was long enough stayed level after its first minute."""
    rows = []
    for life in server.lives:
        early = [size for at, size, _ in life["samples"] if 45 <= at < 75]
        late = [size for at, size, _ in life["samples"][-15:]]
        if early and life["samples"][-1][0] > 90:
            before, after = sorted(early)[len(early) // 2], sorted(late)[len(late) // 2]
            rows.append(f"{before >> 20} MB → {after >> 20} MB")
            if after > before * 1.15 + (8 << 20):
                tally.faults.append(f"memory grew from {before >> 20} MB to {after >> 20} MB after the first minute")
    return ", ".join(rows) or "no life was longer than 90 s"


async def main():
    random.seed(SEED)
    server.create()
    end = time.monotonic() + SECONDS
    try:
        server.sample()
        first = server.lives[0]["samples"][0][2]
        await asyncio.gather(disturb(end), disturb_workers(end), *(behave(number, end) for number in range(24)))
        deadline = time.monotonic() + 20
        while True:
            server.sample()
            left = server.lives[-1]["samples"][-1][2] - first
            if left <= MOST_SOCKETS_LEFT or time.monotonic() > deadline:
                break
            await asyncio.sleep(0.5)
        if left > MOST_SOCKETS_LEFT:
            tally.faults.append(f"{left} sockets were left open")
        size = judge_memory()
        count = len(children(server.pid))
        if count != sum(WORKERS.values()):
            tally.faults.append(f"there are {count} workers, not {sum(WORKERS.values())}")
        most = max(server.workers.values())
        if most > MOST_WORKER_MEMORY:
            tally.faults.append(f"a worker had {most >> 20} MB")
    finally:
        subprocess.run([TOOL, "server", "stop", "main"], env=ENVIRONMENT, capture_output=True)
        log = subprocess.run([TOOL, "server", "logs", "main"], env=ENVIRONMENT, capture_output=True, text=True).stdout
        shutil.rmtree(FOLDER, ignore_errors=True)
    crashes = [line for line in log.splitlines() if "Fatal error" in line or "crashed" in line]
    rows = sorted(tally.counts.items()) + [
        ("memory, at one minute and at the end", size),
        ("most memory of a worker, MB", most >> 20), ("until a worker serves again, at most, ms", round(tally.slowest_return * 1000)),
        ("until a call that does not end ends, s", round(tally.slowest_end, 1)), ("sockets left open", max(left, 0)),
        ("wrong replies", len(tally.wrong)), ("missing replies", len(tally.missing)), ("crashes", len(crashes)),
        ("other faults", len(tally.faults)), ("seconds", round(time.monotonic() - START)), ("seed", SEED)]
    for name, value in rows:
        print(f"{name:<40} {value}")
    for line in (tally.wrong + tally.missing + crashes + tally.faults)[:20]:
        print(line, file=sys.stderr)
    return 1 if tally.wrong or tally.missing or crashes or tally.faults else 0


sys.exit(asyncio.run(main()))
