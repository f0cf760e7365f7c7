"""A GUN peer: keeps nodes in memory, settles conflicts by HAM, and answers as gun's own server does.

Run as `gun_peer.py PORT [CERTIFICATE KEY]`, with TLS where these are given; prints `ready` when it listens.
"""

import base64
import hashlib
import json
import secrets
import socketserver
import ssl
import sys
import threading
import time

lock = threading.RLock()
graph = {}  # by soul: {key: (state, value)}
listeners = {}  # by soul: the connections that got it
seen = set()  # the ids of the messages that came


def rank(value):
    """What decides between values of the same state: their JSON, in the order of its UTF-16 units."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-16-be", "surrogatepass")


def wins(state, value, known):
    if known is None or state != known[0]:
        return known is None or state > known[0]
    return rank(value) > rank(known[1])


def node(soul, entries):
    states = {key: state for key, (state, _) in entries.items()}
    return {soul: {"_": {"#": soul, ">": states}, **{key: value for key, (_, value) in entries.items()}}}


def merge(soul, entries):
    """Takes what wins, notifies subscribers, and says whether anything won. What is of the future waits for its time."""
    now = time.time() * 1000
    later = {key: entry for key, entry in entries.items() if entry[0] > now}
    if later:
        delay = (max(state for state, _ in later.values()) - now) / 1000 + 0.001
        threading.Timer(delay, merge, (soul, later)).start()
    with lock:
        known = graph.setdefault(soul, {})
        won = {key: entry for key, entry in entries.items() if key not in later and wins(*entry, known.get(key))}
        known.update(won)
        if won:
            for connection in listeners.get(soul, ()):
                connection.send({"put": node(soul, won)})
    return bool(won)


class Connection(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            self.upgrade()
            self.send({"dam": "?", "pid": "peer"})
            while True:
                self.receive(json.loads(self.frame()))
        except (OSError, EOFError):
            pass
        finally:
            with lock:
                for connections in listeners.values():
                    connections.discard(self)

    def receive(self, message):
        with lock:
            if not isinstance(message, dict) or message.get("#") in seen:
                return
            seen.add(message.get("#"))
            for soul, value in message.get("put", {}).items():
                states = value.pop("_")[">"]
                # Acknowledged only where something was taken.
                if merge(soul, {key: (states[key], value[key]) for key in value}):
                    self.send({"@": message["#"], "ok": True})
            if "get" in message:
                self.answer(message["#"], message["get"]["#"], message["get"].get("."))

    def answer(self, request, soul, key):
        """Answers with parts of eight keys, the last part first, and then with the whole."""
        listeners.setdefault(soul, set()).add(self)
        entries = {k: entry for k, entry in graph.get(soul, {}).items() if key in (None, k)}
        if not entries:
            self.send({"@": request})
            return
        names = sorted(entries)
        parts = [names[start : start + 8] for start in range(0, len(names), 8)]
        following = None
        for part in reversed(parts):
            more = {"%": following} if following else {}
            following = self.send({"@": request, "put": node(soul, {k: entries[k] for k in part}), **more})
        if len(parts) > 1:
            self.send({"@": request, "put": node(soul, entries)})

    # WebSocket

    def upgrade(self):
        request = self.rfile.readline().split()
        headers = {}
        while line := self.rfile.readline().strip():
            name, _, value = line.partition(b":")
            headers[name.lower()] = value.strip()
        if request[:2] != [b"GET", b"/gun"]:
            # Gun leaves all other targets without an answer.
            self.rfile.read()
            raise EOFError
        key = headers[b"sec-websocket-key"] + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        lines = [
            b"HTTP/1.1 101 Switching Protocols",
            b"Upgrade: websocket",
            b"Connection: Upgrade",
            b"Sec-WebSocket-Accept: " + base64.b64encode(hashlib.sha1(key).digest()),
        ]
        self.wfile.write(b"\r\n".join(lines) + b"\r\n\r\n")

    def frame(self):
        """The next text."""
        while True:
            opcode, size = self.read(2)
            if size & 127 == 126:
                length = int.from_bytes(self.read(2), "big")
            elif size & 127 == 127:
                length = int.from_bytes(self.read(8), "big")
            else:
                length = size & 127
            mask = self.read(4)
            data = bytes(byte ^ mask[index % 4] for index, byte in enumerate(self.read(length)))
            if opcode & 15 == 1:
                return data
            if opcode & 15 == 8:
                raise EOFError
            if opcode & 15 == 9:
                self.write(10, data)

    def read(self, count):
        data = self.rfile.read(count)
        if len(data) < count:
            raise EOFError
        return data

    def send(self, message):
        """Sends a message under an id of its own, which it returns."""
        message["#"] = secrets.token_hex(5)
        self.write(1, json.dumps(message).encode())
        return message["#"]

    def write(self, opcode, data):
        head = bytes([128 | opcode])
        if len(data) < 126:
            head += bytes([len(data)])
        elif len(data) < 1 << 16:
            head += bytes([126]) + len(data).to_bytes(2, "big")
        else:
            head += bytes([127]) + len(data).to_bytes(8, "big")
        with lock:
            self.wfile.write(head + data)


class Peer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    tls = None

    def finish_request(self, request, client_address):
        if self.tls:
            request = self.tls.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)


with Peer(("127.0.0.1", int(sys.argv[1])), Connection) as peer:
    if sys.argv[2:]:
        peer.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        peer.tls.load_cert_chain(*sys.argv[2:])
    print("ready", flush=True)
    peer.serve_forever()
