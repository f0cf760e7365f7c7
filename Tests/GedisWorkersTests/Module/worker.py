import marshal, os, select, socket, struct, subprocess, sys, time
folder = sys.argv[1]
class Worker:
    def __init__(self, source, settings={}, name="calc"):
        self.begin(source, settings, None, name)
    def begin(self, source, settings={}, state=None, name="calc", path=None):
        self.socket, other = socket.socketpair()
        self.process = subprocess.Popen(
            [sys.executable, "-c", "import sys; sys.path.insert(0, sys.argv[2]); import gedis; gedis._run()", name, folder],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, pass_fds=[other.fileno()],
            env={"PATH": os.environ["PATH"], "GEDIS_WORKER": str(other.fileno()), "PYTHONUTF8": "1"})
        other.close()
        self.buffer, self.messages = b"", []
        source = source.encode() if isinstance(source, str) else source
        self.send([4, name, path or folder + "/" + name + ".py", source, settings, state])
        # What it logs, and asks for, before it serves.
        self.first = []
        while (message := self.get())[0] in (2, 3):
            if message[0] == 3: self.first.append(message[2])
            else: self.send([1, message[1], True, "v"])
        self.ready = message
        self.calls = 0
        if self.ready[0] == 4:
            self.manifest = self.ready[1]
            self.commands = {one["name"]: one for one in self.manifest["commands"]}
            self.numbers = {name: number for number, name in enumerate(self.commands)}
            self.types = {one["title"]: one for one in self.manifest["types"]}
    def send(self, *messages):
        data = marshal.dumps(list(messages), 2)
        self.socket.sendall(struct.pack("<I", len(data)) + data)
    def frame(self):
        while len(self.buffer) < 4 or len(self.buffer) - 4 < struct.unpack_from("<I", self.buffer)[0]:
            assert select.select([self.socket], [], [], 20)[0], "it says nothing more"
            data = self.socket.recv(1 << 20)
            assert data, f"it ended: {self.process.wait()} {self.process.stderr.read().decode()}"
            self.buffer += data
        end = 4 + struct.unpack_from("<I", self.buffer)[0]
        data, self.buffer = self.buffer[4:end], self.buffer[end:]
        return marshal.loads(data)
    def get(self):
        while not self.messages:
            self.messages = self.frame()
        return self.messages.pop(0)
    def message(self, name, *arguments, extra=None):
        self.calls += 1
        return [0, self.calls, self.numbers[name], list(arguments), extra]
    def call(self, name, *arguments, extra=None):
        """The value, or an error's code and text as a tuple; log lines before it are kept."""
        self.send(self.message(name, *arguments, extra=extra))
        return self.outcome()
    def outcome(self):
        self.log = []
        while True:
            message = self.get()
            if message[0] == 0: return message[2]
            if message[0] == 1: return (message[2], message[3])
            assert message[0] == 3, message
            self.log.append(message[2])
def same(found, expected):
    assert found == expected and type(found) == type(expected), f"{found!r} is not {expected!r}"
