"""Calls that are answered in their order, and come over a socket of their own."""

import marshal
import socket
import time

from ._commands import FLUSH_SECONDS
from ._link import ARRIVED, LENGTH, frames_in, marshalled
from ._replies import PLAIN, dump

# How many calls are made between two looks at the clock, of functions that take no longer than so many seconds.
MOST_CALLS = 32
QUICK_SECONDS = 0.0001


class Lane:
    """A socket over which calls come: lists of a command's number and its calls' arguments."""

    def __init__(self, worker, descriptor):
        self.worker = worker
        self.socket = socket.socket(fileno=descriptor)
        self.input = bytearray()
        self.output = []

    def arrived(self):
        """Answers what has arrived; says whether more can come."""
        try:
            count = self.socket.recv_into(ARRIVED)
        except OSError:
            # gedis has closed it before it read all replies.
            return False
        if not count:
            return False
        if not self.input and count > 4 and LENGTH.unpack_from(ARRIVED)[0] == count - 4:
            self.run(marshal.loads(ARRIVED[4:count]))
        else:
            self.input += ARRIVED[:count]
            self.run(frames_in(self.input))
        self.flush()
        return True

    def run(self, runs):
        commands = self.worker.commands
        clock = time.monotonic
        now = flushed = clock()
        for index, calls in runs:
            command = commands[index]
            at, count = 0, len(calls)
            while at < count:
                # What is answered does not wait for a call that may take long.
                if self.output and (command.duration > FLUSH_SECONDS or now - flushed > FLUSH_SECONDS):
                    self.flush()
                    flushed = now
                size = MOST_CALLS if command.duration < QUICK_SECONDS else 1
                some = calls if size >= count and at == 0 else calls[at : at + size]
                at += size
                self.call(command, some)
                before, now = now, clock()
                # One that took long is quick again after it was for a while.
                command.duration = max((now - before) / len(some), command.duration * 0.9)

    def call(self, command, calls):
        append = self.output.append
        function, convert, plain = command.function, command.convert, PLAIN
        last = len(self.output) + len(calls)
        calls = iter(calls)
        while True:
            try:
                if command.is_plain and convert is None:
                    for arguments in calls:
                        value = function(*arguments)
                        append(value if type(value) in plain else dump(value))
                else:
                    for arguments in calls:
                        if command.is_plain:
                            value = function(*arguments)
                        else:
                            positional, named = command.prepare(list(arguments), None, self.worker, 0)
                            value = function(*positional, **named)
                        if convert is not None:
                            value = convert(value)
                        append(value if type(value) in plain else dump(value))
                return
            except BaseException as error:
                # What a signal's handler raises may come behind a reply that is there.
                if len(self.output) + calls.__length_hint__() < last:
                    append(tuple(self.worker.failure(0, error)[2:]))

    def flush(self):
        replies, self.output = self.output, []
        if replies:
            for data in marshalled(replies, instead):
                try:
                    self.socket.sendall(LENGTH.pack(len(data)) + data)
                except OSError:
                    # gedis wants no replies any more.
                    return


def instead(reply, problem):
    """The frames of what stands in place of a reply that cannot be sent."""
    return marshalled([(None, f"what it replied: {problem}", None)], instead)
