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
CALL, ANSWER, CANCEL, STOP, LOAD, LANE = range(6)
REPLY, ERROR, ASK, LOG, READY, FAILED = range(6)

LENGTH = struct.Struct("<I")
MOST_BYTES = 1 << 29
TEXT = frozenset((str, bytes))
DESCRIPTOR = struct.Struct("i")
# The most descriptors that come with a message of the socket.
MOST_DESCRIPTORS = 253
# What is read into, and taken out before the next read: memory of this size that is asked for anew costs three calls of the kernel.
ARRIVED = memoryview(bytearray(1 << 18))


def frames_in(data):
    """What is in the frames that have arrived whole, which are taken off."""
    found = []
    start = 0
    while len(data) - start >= 4:
        (length,) = LENGTH.unpack_from(data, start)
        if len(data) - start - 4 < length:
            break
        found += marshal.loads(memoryview(data)[start + 4 : start + 4 + length])
        start += 4 + length
    if start:
        del data[:start]
    return found


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
        # Sockets of lanes, whose messages have not been handled, and lanes by their sockets.
        self.descriptors = deque()
        self.lanes = {}
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
        for lane in self.lanes.values():
            lane.socket.close()

    # Messages

    def read(self, flags=0):
        """The messages that have arrived whole with what is read."""
        size = socket.CMSG_SPACE(MOST_DESCRIPTORS * DESCRIPTOR.size)
        count, others, _, _ = self.socket.recvmsg_into([ARRIVED], size, flags | socket.MSG_CMSG_CLOEXEC)
        if not count:
            os._exit(0)
        for level, kind, found in others:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                self.descriptors.extend(one for (one,) in DESCRIPTOR.iter_unpack(found))
        self.input += ARRIVED[:count]
        return frames_in(self.input)

    def receive(self):
        """Waits for messages."""
        while True:
            messages = self.read()
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
        return marshalled(messages, self.instead)

    def instead(self, message, problem):
        """The frames of what stands in place of a message that cannot be sent."""
        kind, number = message[:2]
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


def marshalled(values, instead):
    """The frames of values; `instead` has those in place of one that cannot be sent, and is told why."""
    try:
        data = marshal.dumps(values, 2)
        problem = "it is too large" if len(data) > MOST_BYTES else None
    except ValueError as error:
        problem = f"it cannot be sent: {error}"
    if not problem:
        return [data]
    if len(values) > 1:
        # One of them is the reason.
        middle = len(values) // 2
        return marshalled(values[:middle], instead) + marshalled(values[middle:], instead)
    return instead(values[0], problem)
