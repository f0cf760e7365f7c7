import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { connect } from '../src/node.js';
import { equal, rejects } from './support/assertions.js';

const welcome = '%1\r\n+proto\r\n:3\r\n';

/** Runs a server that says what it is given, a piece for each piece that it receives, and then closes or is silent. */
async function against(pieces, body) {
  const sockets = new Set();
  let received = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', () => {
      const piece = pieces[received++];
      if (piece === 'close') socket.destroy();
      else if (piece !== undefined) socket.write(piece);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await body(`redis://127.0.0.1:${server.address().port}`);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

test('says that a server knows no RESP3', () => against(["-ERR unknown command 'HELLO'\r\n"], async (url) => {
  await rejects(connect(url), { name: 'ConnectionError', code: 'PROTOCOL', message: /does not speak RESP3/ });
}));

test('says that a server speaks something else', () => against(['HTTP/1.1 400 Bad Request\r\n'], async (url) => {
  await rejects(connect(url), { name: 'ConnectionError', code: 'PROTOCOL', message: /does not speak RESP/ });
}));

test('fails on a server that is silent', () => against([], async (url) => {
  await rejects(connect(url, { connectTimeout: 50 }), { name: 'ConnectionError', code: 'FAILED', message: /within 50 ms/ });
}));

test('fails on a server that closes at once', () => against(['close'], async (url) => {
  await rejects(connect(url), { name: 'ConnectionError', code: 'LOST' });
}));

test('hands out half a reply to nobody', () => against([welcome, '+first\r\n$5\r\nhal', 'close'], async (url) => {
  const g = await connect(url, { reconnect: false });
  const [first, second] = [g.ping(), g.ping()];
  equal(await first, 'first');
  const third = g.ping();
  await rejects(second, { name: 'ConnectionError', code: 'LOST' });
  await rejects(third, { name: 'ConnectionError', code: 'LOST' });
}));

test('trusts no connection on which a reply came to nothing', () => against([welcome, '+one\r\n+two\r\n'], async (url) => {
  const states = [];
  const g = await connect(url, { reconnect: false, onState: (state, error) => states.push([state, error?.code]) });
  equal(await g.ping(), 'one');
  await rejects(g.ping(), { name: 'ConnectionError', code: 'PROTOCOL' });
  equal(states, [['connected', undefined], ['closed', 'PROTOCOL']]);
}));

test('closes while it waits to connect again', () => against([welcome, 'close'], async (url) => {
  let away;
  const lost = new Promise((resolve) => { away = resolve; });
  const g = await connect(url, { reconnect: { min: 60_000, max: 60_000 }, onState: (state) => state === 'disconnected' && away() });
  await rejects(g.ping(), { name: 'ConnectionError', code: 'LOST' });
  await lost;
  const waiting = g.ping();
  await g.close();
  await rejects(waiting, { name: 'ConnectionError', code: 'CLOSED' });
}));
