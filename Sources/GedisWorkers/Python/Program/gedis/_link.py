"""The socket to gedis: messages, and questions to it."""

import marshal
import os
import socket
import struct
import sys
from collections import deque

from ._errors import BackendError, Error, exact
from ._replies import question_word


PROTOCOL = 1
# What gedis sends, and what it is sent: the first element of each message.
CALL, ANSWER, CANCEL, STOP, LOAD = range(5)
REPLY, ERROR, ASK, LOG, READY, FAILED = range(6)

LENGTH = struct.Struct("<I")
MOST_BYTES = 1 << 29
TEXT = frozenset((str, bytes))


class Link:
    """The socket to gedis."""

    def __init__(self, descriptor):
        import _thread

        self.socket = socket.socket(fileno=descriptor)
        self.socket.setblocking(True)
        # Who writes has it, and may be interrupted by a signal's handler that writes too.
        self.lock = _thread.RLock()
        self.is_writing = False
        self.unwritten = []
        self.is_forked = False
        self.thread = _thread.get_ident
        self.main = self.thread()
        self.input = bytearray()
        self.output = []
        self.backlog = deque()
        self.answers = {}
        self.last_ask = 0
        self.loop = None
        self.is_flushing = False

    def forked(self):
        """This is another process now, which has nothing to say to gedis."""
        import _thread

        self.is_forked = True
        # Threads that had it are not in this process.
        self.lock = _thread.RLock()
        self.is_writing = False
        self.output, self.unwritten = [], []
        sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
        self.socket.close()

    # Messages

    def frames(self, data):
        """The messages of the frames that have arrived whole."""
        self.input += data
        messages = []
        start = 0
        while len(self.input) - start >= 4:
            (length,) = LENGTH.unpack_from(self.input, start)
            if len(self.input) - start - 4 < length:
                break
            messages += marshal.loads(memoryview(self.input)[start + 4 : start + 4 + length])
            start += 4 + length
        if start:
            del self.input[:start]
        return messages

    def receive(self):
        """Waits for messages."""
        while True:
            data = self.socket.recv(1 << 18)
            if not data:
                os._exit(0)
            messages = self.frames(data)
            if messages:
                return messages

    def flush(self):
        self.is_flushing = False
        messages, self.output = self.output, []
        if messages:
            self.write(messages)

    def write(self, messages):
        with self.lock:
            self.unwritten.extend(messages)
            if self.is_writing:
                # A signal's handler has interrupted the lines below, which go on.
                return
            self.is_writing = True
            try:
                while self.unwritten:
                    messages = self.unwritten[:]
                    del self.unwritten[: len(messages)]
                    for data in self.marshalled(messages):
                        self.socket.sendall(LENGTH.pack(len(data)) + data)
            except OSError:
                os._exit(0)
            finally:
                self.is_writing = False

    def marshalled(self, messages):
        """The frames of messages."""
        try:
            data = marshal.dumps(messages, 2)
            problem = "it is too large" if len(data) > MOST_BYTES else None
        except ValueError as error:
            problem = f"it cannot be sent: {error}"
        if not problem:
            return [data]
        if len(messages) > 1:
            # One of them is the reason.
            middle = len(messages) // 2
            return self.marshalled(messages[:middle]) + self.marshalled(messages[middle:])
        kind, number = messages[0][:2]
        if kind in (REPLY, ERROR):
            return self.marshalled([[ERROR, number, None, f"what it replied: {problem}", None]])
        if kind == ASK:
            self.take_answer([ANSWER, number, False, ["ERR", f"what gedis was asked: {problem}", ""]])
            return []
        return self.marshalled([[LOG, "error", f"what was logged: {problem}", 0]])

    def send_now(self, message):
        self.write([message])

    def log(self, level, text, call=0):
        text = exact(text)
        if self.is_forked:
            os.write(2, (text + "\n").encode("utf-8", "replace"))
        else:
            self.send_now([LOG, level, text, call])

    # Asking gedis

    def ask(self, *words):
        """Asks gedis for something: returns what is awaited where a function is that can await, and otherwise the answer."""
        if self.thread() != self.main:
            raise RuntimeError("this can be used in the thread that runs the function only")
        if self.is_forked:
            raise RuntimeError("a process that was forked cannot use this")
        words = [word if type(word) in TEXT else question_word(word) for word in words]
        self.last_ask += 1
        message = [ASK, self.last_ask, *words]
        if self.loop is not None and self.running_loop() is self.loop:
            return self.ask_later(message)
        return self.ask_and_wait(message)

    def ask_and_wait(self, message):
        number = message[1]
        self.output.append(message)
        self.flush()
        while number not in self.answers:
            for message in self.receive():
                if message[0] == ANSWER:
                    self.take_answer(message)
                else:
                    self.backlog.append(message)
        return self.value_of(self.answers.pop(number))

    def ask_later(self, message):
        future = self.loop.create_future()
        self.answers[message[1]] = future
        self.output.append(message)
        self.flush_soon()
        # Nobody has to await what is stored.
        future.add_done_callback(lambda done: done.cancelled() or done.exception())
        return future

    def take_answer(self, message):
        waiting = self.answers.get(message[1])
        if waiting is None:
            self.answers[message[1]] = message
            return
        del self.answers[message[1]]
        if not waiting.done():
            try:
                waiting.set_result(self.value_of(message))
            except Error as error:
                waiting.set_exception(error)

    @staticmethod
    def value_of(message):
        _, _, is_value, value = message
        if is_value:
            return value
        code, text, reason = value
        raise BackendError(text, reason) if code == "BACKEND" else Error(code, text)
