"""A server of uvloop and hiredis that has one function and nothing else: no names, types, rights or statistics."""

import asyncio

import hiredis
import uvloop


def sum(a: int, b: int) -> int:
    return a + b


class Connection(asyncio.Protocol):
    """Answers all requests of a read by one write."""

    def connection_made(self, transport):
        self.transport = transport
        self.reader = hiredis.Reader()

    def data_received(self, data):
        reader = self.reader
        reader.feed(data)
        replies = []
        while (request := reader.gets()) is not False:
            replies.append(b":%d\r\n" % sum(int(request[1]), int(request[2])))
        self.transport.write(b"".join(replies))


async def serve():
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0, backlog=1024)
    print(f"listening on localhost:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


uvloop.run(serve())
