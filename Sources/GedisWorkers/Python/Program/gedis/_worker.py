"""Answers the calls of a namespace."""

import os
import socket
import time
from select import POLLIN, poll

from ._commands import FLUSH_SECONDS, failed, is_awaited
from ._errors import Error, describe_error, exact
from ._handed import Call, Context, Events, Log, Request, Store
from ._link import ANSWER, CALL, CANCEL, ERROR, FAILED, LANE, LOG, READY, REPLY, STOP, Link
from ._loading import Loader
from ._replies import PLAIN, dump


class Worker(Link):
    """Answers calls that come over a socket."""

    def __init__(self, descriptor):
        super().__init__(descriptor)
        # What calls number: the commands, then the schedules, and the function that says the state.
        self.commands = []
        self.tasks = {}
        self.name = ""
        self.settings = {}
        self.stop = None
        self.files = {}
        self.poller = poll()

    def hand_in(self, role, command, extra, call):
        if role == "request":
            return Request(extra[0])
        if role == "namespace":
            return self.name
        if role == "dbclient":
            return Store(self.ask)
        if role == "events":
            return Events(self.ask)
        if role == "settings":
            return self.settings
        if role == "log":
            return Log(self, call)
        return Context(self, command, extra[1], call)

    # Calls

    def run(self, command, call, arguments, extra):
        if command.before is not None:
            try:
                request, caller = extra
                given = arguments if request is None else Request(request).arguments
                command.before(Call(command.name, given), Context(self, command, caller, call))
            except BaseException as error:
                self.output.append(self.failure(call, error))
                return
        if command.is_async:
            self.begin(call, self.run_async(command, call, arguments, extra))
            return
        try:
            if command.is_plain:
                value = command.function(*arguments)
            else:
                positional, named = command.prepare(arguments, extra, self, call)
                value = command.function(*positional, **named)
            if command.needs_loop and is_awaited(value):
                self.begin(call, self.answer_later(command, call, value))
            else:
                self.answer(command, call, value)
        except BaseException as error:
            self.output.append(self.failure(call, error))

    def begin(self, call, coroutine):
        self.tasks[call] = self.loop.create_task(coroutine)

    def answer(self, command, call, value):
        if command.convert is not None:
            value = command.convert(value)
        self.output.append([REPLY, call, value if type(value) in PLAIN else dump(value)])

    async def run_async(self, command, call, arguments, extra):
        try:
            positional, named = command.prepare(arguments, extra, self, call)
            value = command.function(*positional, **named)
        except BaseException as error:
            value = failed(error)
        await self.answer_later(command, call, value)

    async def answer_later(self, command, call, value):
        try:
            while hasattr(value, "__await__"):
                value = await value
            if hasattr(value, "__aiter__"):
                value = [one async for one in value]
            self.answer(command, call, value)
        except BaseException as error:
            self.output.append(self.failure(call, error))
        finally:
            self.tasks.pop(call, None)
            self.flush_soon()

    def flush_soon(self):
        if not self.is_flushing:
            self.is_flushing = True
            self.loop.call_soon(self.flush)

    def failure(self, call, error):
        try:
            if isinstance(error, Error):
                return [ERROR, call, exact(error.code), error._said(), None]
            if type(error).__name__ == "CancelledError":
                return [ERROR, call, None, "the call was cancelled", None]
            return [ERROR, call, None, describe_error(error), self.trace(error)]
        except BaseException as other:
            text = f"{type(error).__name__}, which cannot be shown: {type(other).__name__}"
            return [ERROR, call, None, text, None]

    def trace(self, error):
        import traceback

        lines = [
            f'  File "{entry.filename}", line {entry.lineno}, in {entry.name}\n    {entry.line}'
            for entry in traceback.extract_tb(error.__traceback__)
            if entry.filename in self.files
        ]
        return "\n".join(["Traceback (the namespace's own lines):"] + lines + [describe_error(error)])

    def handle(self, messages):
        """Does what messages say, in their order."""
        self.backlog.extend(messages)
        if self.loop is None:
            self.work_off()
            return
        # Functions that are not async are not in the loop: they wait themselves, and may run loops of their own.
        self.set_running_loop(None)
        try:
            self.work_off()
        except BaseException:
            end_at_once()
        finally:
            self.set_running_loop(self.loop)

    def work_off(self):
        backlog = self.backlog
        now = flushed = time.monotonic()
        while backlog:
            message = backlog.popleft()
            kind = message[0]
            if kind == CALL:
                _, call, index, arguments, extra = message
                if index >= len(self.commands):
                    self.output.append([ERROR, call, None, "there is no such command", None])
                    continue
                command = self.commands[index]
                # What is answered does not wait for a call that may take long.
                if self.output and (command.duration > FLUSH_SECONDS or now - flushed > FLUSH_SECONDS):
                    self.flush()
                    flushed = now
                self.run(command, call, arguments, extra)
                before, now = now, time.monotonic()
                # One that took long is quick again after it was for a while.
                command.duration = max(now - before, command.duration * 0.9)
            elif kind == ANSWER:
                self.take_answer(message)
            elif kind == CANCEL:
                task = self.tasks.get(message[1])
                if task:
                    # Once it has begun, or it would never answer.
                    self.loop.call_soon(task.cancel)
            elif kind == LANE:
                self.open_lane()
            elif kind == STOP:
                self.end()
        self.flush()

    # Lanes

    def open_lane(self):
        from ._lane import Lane

        lane = Lane(self, self.descriptors.popleft())
        descriptor = lane.socket.fileno()
        self.lanes[descriptor] = lane
        if self.loop is None:
            self.poller.register(descriptor, POLLIN)
        else:
            self.loop.add_reader(descriptor, self.arrived_by_lane, descriptor)

    def arrived_by_lane(self, descriptor):
        if self.loop is None:
            self.serve_lane(descriptor)
            return
        self.set_running_loop(None)
        try:
            self.serve_lane(descriptor)
        except BaseException:
            end_at_once()
        finally:
            self.set_running_loop(self.loop)

    def serve_lane(self, descriptor):
        lane = self.lanes[descriptor]
        if not lane.arrived():
            del self.lanes[descriptor]
            if self.loop is None:
                self.poller.unregister(descriptor)
            else:
                self.loop.remove_reader(descriptor)
            lane.socket.close()
        # What came while a function waited for an answer.
        if self.backlog:
            self.work_off()

    def end(self):
        if not self.stop:
            self.leave()
        elif not self.stop.needs_loop:
            try:
                self.stop.call(self)
            except BaseException as error:
                self.send_now([LOG, "error", "stop() failed\n" + self.trace(error), 0])
            self.leave()
        else:
            self.begin(0, self.run_async(self.stop, 0, [], None))
            self.tasks[0].add_done_callback(lambda _: self.leave())

    def leave(self):
        self.flush()
        import atexit

        try:
            atexit._run_exitfuncs()
        finally:
            os._exit(0)

    def load(self, message):
        """Makes the namespace, and says what it is; ends the process where there is none."""
        _, self.name, path, given, settings, *state = message
        loader = Loader(self, path, given, is_described=settings is None)
        self.settings = settings or {}
        try:
            manifest = loader.load(state[0] if state else None)
        except BaseException as error:
            self.send_now([FAILED, loader.problems(error)])
            os._exit(1)
        self.send_now([READY, manifest])

    def use_loop(self):
        """Has calls overlap from here on."""
        import asyncio

        self.running_loop, self.set_running_loop = asyncio._get_running_loop, asyncio._set_running_loop
        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)
        self.loop.add_reader(self.socket.fileno(), self.arrived)

    async def completed(self, value):
        while hasattr(value, "__await__"):
            value = await value

    def serve(self):
        if self.loop is None:
            self.handle([])
            control = self.socket.fileno()
            self.poller.register(control, POLLIN)
            while True:
                for descriptor, _ in self.poller.poll():
                    if descriptor == control:
                        self.handle(self.receive())
                    else:
                        self.arrived_by_lane(descriptor)
        self.loop.call_soon(self.handle, [])
        self.loop.run_forever()

    def arrived(self):
        try:
            messages = self.read(socket.MSG_DONTWAIT)
        except BlockingIOError:
            # A function that waited for an answer has read it.
            return
        if messages:
            self.handle(messages)


def end_at_once():
    """Ends the process as an exception that nobody handles does: asyncio would log it, and calls would stay without replies."""
    import traceback

    try:
        traceback.print_exc()
    finally:
        os._exit(1)
