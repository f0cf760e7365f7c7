"""Measures what gedis promises of many connections, of stops and of renewed certificates; scripts/load runs it."""
import os
import re
import resource
import selectors
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

TOOL, NAME, COUNT = sys.argv[1], sys.argv[2], int(sys.argv[3])
FOLDER = tempfile.mkdtemp(prefix="gedis-load-")
ENVIRONMENT = dict(os.environ, GEDIS_REPO=f"{FOLDER}/instances", XDG_STATE_HOME=f"{FOLDER}/state",
                   XDG_CACHE_HOME=f"{FOLDER}/cache", XDG_DATA_HOME=f"{FOLDER}/data")


def tool(*words):
    result = subprocess.run([TOOL, *words], env=ENVIRONMENT, capture_output=True, text=True, timeout=120)
    if result.returncode:
        raise RuntimeError(f"gedis {' '.join(words)}: {result.stdout}{result.stderr}")
    return result.stdout


def start():
    output = tool("server", "start", "main", "--detach")
    return int(re.search(r"localhost:(\d+)", output)[1]), int(re.search(r"pid (\d+)", output)[1])


def echo(text):
    text = str(text).encode()
    return b"*2\r\n$4\r\nECHO\r\n$%d\r\n%s\r\n" % (len(text), text), b"$%d\r\n%s\r\n" % (len(text), text)


def throughput(sockets, seconds):
    """How many requests a second are answered over sockets that each have one under way."""
    call, expected = echo("x" * 64)
    selector = selectors.DefaultSelector()
    for one in sockets:
        selector.register(one, selectors.EVENT_READ)
        one.sendall(call)
    done, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        for key, _ in selector.select(1):
            reply = key.fileobj.recv(65536)
            if reply != expected:
                raise RuntimeError(f"wrong reply: {reply[:100]!r}")
            done += 1
            key.fileobj.sendall(call)
    for one in sockets:
        one.recv(65536)
    return done / seconds


def connections():
    """COUNT connections of which nine tenths are idle: what the others get done, beside what they do alone."""
    for limit in (resource.RLIMIT_NOFILE,):
        resource.setrlimit(limit, (min(COUNT + 1000, resource.getrlimit(limit)[1]), resource.getrlimit(limit)[1]))
    tool("server", "create", "main", "port=0", "threads=1", f"max_connections={COUNT + 10}")
    port, _ = start()
    busy = [socket.create_connection(("127.0.0.1", port)) for _ in range(COUNT // 10)]
    throughput(busy, 2)
    shares, idle = [], []
    alone = []
    crowd = []
    for turn in range(3):
        alone.append(throughput(busy, 4))
        for number in range(COUNT - COUNT // 10):
            one = socket.socket()
            one.bind((f"127.0.0.{2 + number // 5000}", 0))
            one.connect(("127.0.0.1", port))
            idle.append(one)
        crowd.append(throughput(busy, 4))
        for one in idle:
            one.close()
        idle = []
        shares.append(crowd[-1] / alone[-1])
        time.sleep(1)
    share = sorted(shares)[len(shares) // 2]
    print(f"{COUNT} connections, {COUNT // 10} of them busy: {sorted(crowd)[1]:.0f} requests/s beside "
          f"{sorted(alone)[1]:.0f} alone, {share:.0%} (of three turns: {', '.join(f'{one:.0%}' for one in shares)})")
    return share >= 0.9


def check_pipeline(port, faults, received):
    """Pipelines until the server closes the connection, and checks that what came is whole replies in order."""
    data, sent, one = b"", 0, None
    try:
        one = socket.create_connection(("127.0.0.1", port))
        one.settimeout(30)
        while True:
            one.sendall(b"".join(echo(f"{sent + index}")[0] for index in range(50)))
            sent += 50
            data += one.recv(65536)
    except socket.timeout:
        faults.append("a client hung")
    except OSError:
        pass
    if one is None:
        return
    try:
        while more := one.recv(65536):
            data += more
    except socket.timeout:
        faults.append("a client hung")
    except OSError:
        pass
    expected = b"".join(echo(f"{index}")[1] for index in range(sent))
    if not expected.startswith(data):
        faults.append(f"replies are mixed up after {data[-100:]!r}")
    if data and not data.endswith(b"\r\n"):
        faults.append(f"a reply is not whole: {data[-40:]!r}")
    received.append(data.count(b"$"))


def stops():
    """SIGTERM under 50 clients that pipeline, COUNT times."""
    tool("server", "create", "main", "port=0", "threads=2")
    faults, received = [], []
    for _ in range(COUNT):
        port, pid = start()
        clients = [threading.Thread(target=check_pipeline, args=(port, faults, received)) for _ in range(50)]
        for client in clients:
            client.start()
        before = len(received)
        time.sleep(0.15)
        os.kill(pid, signal.SIGTERM)
        for client in clients:
            client.join()
        deadline = time.monotonic() + 20
        while os.path.exists(f"/proc/{pid}") and time.monotonic() < deadline:
            time.sleep(0.01)
        if os.path.exists(f"/proc/{pid}"):
            faults.append(f"process {pid} did not end")
        if len(received) == before:
            faults.append("nobody was answered")
    print(f"{COUNT} stops under 50 pipelining clients: {sum(received)} replies, all whole and in order; {len(faults)} faults")
    for fault in faults[:10]:
        print(fault, file=sys.stderr)
    return not faults


def certificates():
    """A certificate replaced COUNT times while four clients connect by TLS again and again."""
    tool("server", "create", "main", "port=0", "ssl=true")
    tool("cert", "generate", "main")
    port, _ = start()
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    faults, seen, handshakes, is_over = [], set(), [0], threading.Event()

    def connect():
        while not is_over.is_set():
            try:
                with context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=30)) as one:
                    seen.add(one.getpeercert(True))
                    one.sendall(b"PING\r\n")
                    if one.recv(100) != b"+PONG\r\n":
                        faults.append("no PONG")
                    handshakes[0] += 1
            except OSError as error:
                faults.append(f"{type(error).__name__} {error}")

    clients = [threading.Thread(target=connect) for _ in range(4)]
    for client in clients:
        client.start()
    for number in range(COUNT):
        known = len(seen)
        tool("cert", "generate", "main", "--force")
        deadline = time.monotonic() + 20
        while len(seen) == known and time.monotonic() < deadline:
            time.sleep(0.02)
        if len(seen) == known:
            faults.append(f"certificate {number + 1} was not taken over in 20 s")
    is_over.set()
    for client in clients:
        client.join()
    print(f"{COUNT} certificates: {len(seen)} seen in {handshakes[0]} handshakes; {len(faults)} faults")
    for fault in faults[:10]:
        print(fault, file=sys.stderr)
    return not faults


try:
    is_reached = {"connections": connections, "stops": stops, "certificates": certificates}[NAME]()
finally:
    subprocess.run([TOOL, "server", "stop", "main"], env=ENVIRONMENT, capture_output=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
sys.exit(0 if is_reached else 1)
