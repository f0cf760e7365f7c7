// Real gun.js against gedis: run.mjs GEDIS GUN, where GUN is the folder of gun.js. See scripts/gun.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { BrowserPeer, NodePeer, servePages } from './peers.mjs';

const [, , gedis, folder, only] = process.argv;
const run = promisify(execFile);
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits until a function is fulfilled with something true. */
async function until(what, look, milliseconds = 15_000) {
  const end = Date.now() + milliseconds;
  let last;
  while (Date.now() < end) {
    last = await look();
    if (last) return last;
    await sleep(20);
  }
  throw new Error(`it never was so: ${what}; at last: ${JSON.stringify(last)}`);
}

class Server {
  static async start(origin) {
    const server = new Server();
    server.scratch = await mkdtemp(`${tmpdir()}/gedis-gun-`);
    server.environment = {
      ...process.env, XDG_STATE_HOME: server.scratch, XDG_DATA_HOME: server.scratch, XDG_CONFIG_HOME: server.scratch,
      GEDIS_REPO: `${server.scratch}/instances`,
    };
    const port = await freePort();
    server.url = `ws://localhost:${port}/gun`;
    await server.tool('backend', 'create', 'main', 'type=sqlite');
    await server.tool(
      'server', 'create', 'main', 'port=0', `web.port=${port}`, 'web.gun=true', 'dbclient_instance=main', `web.origins=${origin}`);
    await server.begin();
    return server;
  }

  async tool(...words) {
    return (await run(gedis, words, { env: this.environment })).stdout;
  }

  async begin() {
    this.process = spawn(gedis, ['server', 'start', 'main'], { env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    this.process.stderr.on('data', (data) => { if (process.env.GEDIS_GUN_VERBOSE) process.stderr.write(data); });
    for await (const data of this.process.stdout) {
      text += data;
      if (text.includes('listening on')) break;
    }
    this.process.stdout.resume();
    this.port = Number(/localhost:(\d+)/.exec(text)[1]);
  }

  async end(signal = 'SIGTERM') {
    const ended = once(this.process, 'exit');
    this.process.kill(signal);
    await ended;
  }

  async command(...words) {
    return (await run('redis-cli', ['-p', this.port, ...words])).stdout.trim();
  }

  async close() {
    await this.end('SIGKILL').catch(() => {});
    await rm(this.scratch, { recursive: true, force: true });
  }
}

async function freePort() {
  const { createServer } = await import('node:net');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

// What runs in peers.
const put = (gun, state, path, value) => new Promise((resolve, reject) => {
  const place = path.reduce((place, key) => place.get(key), gun);
  place.put(value, (ack) => (ack.err ? reject(new Error(ack.err)) : resolve(true)));
});
const once_ = (gun, state, path) => new Promise((resolve) => {
  path.reduce((place, key) => place.get(key), gun).once((value) => resolve(value === undefined ? null : JSON.parse(JSON.stringify(value))));
});
const on = (gun, state, path, name) => {
  path.reduce((place, key) => place.get(key), gun).on((value) => { state.seen[name] = value && typeof value === 'object' ? JSON.parse(JSON.stringify(value)) : value; });
};
const seen = (gun, state, name) => (state.seen[name] === undefined ? null : state.seen[name]);
const map = (gun, state, path, name) => {
  state.seen[name] = {};
  path.reduce((place, key) => place.get(key), gun).map().on((value, key) => { state.seen[name][key] = value && typeof value === 'object' ? { ...value, _: undefined } : value; });
};

const tests = {
  async 'put is acknowledged and read by the other'({ a, b }) {
    assert.equal(await a.run(put, ['t1'], { name: 'Mark', age: 23, ok: true, none: null, half: 0.5 }), true);
    const node = await b.run(once_, ['t1']);
    assert.deepEqual({ ...node, _: undefined }, { name: 'Mark', age: 23, ok: true, none: null, half: 0.5, _: undefined });
    assert.equal(await b.run(once_, ['t1', 'name']), 'Mark');
    assert.equal(await b.run(once_, ['t1', 'missing']), null);
    assert.equal(await b.run(once_, ['missing']), null);
  },
  async 'what a peer puts is what commands read, and the other way round'({ a, b, server }) {
    await a.run(put, ['system', 'name'], 'vito');
    assert.equal(await server.command('system.get', 'name'), 'vito');
    await b.run(on, ['system', 'name'], 'name');
    await until('the value of the put', async () => await b.run(seen, 'name') === 'vito');
    await server.command('system.set', 'name', 'Mark');
    await until('the value of the command', async () => await b.run(seen, 'name') === 'Mark');
    await server.command('system.delete', 'name');
    await until('null', async () => await b.run((gun, state) => state.seen.name === null));
  },
  async 'on sees changes'({ a, b }) {
    await b.run(on, ['t2', 'k'], 'k');
    for (const value of ['one', 'two', 'three']) {
      await a.run(put, ['t2', 'k'], value);
      await until(value, async () => await b.run(seen, 'k') === value);
    }
  },
  async 'nested puts and links'({ a, b }) {
    await a.run(put, ['t3'], { name: 'Mark', boss: { name: 'Fluffy', pet: { name: 'Rex' } } });
    assert.equal(await b.run(once_, ['t3', 'boss', 'pet', 'name']), 'Rex');
    assert.equal((await b.run(once_, ['t3', 'boss'])).name, 'Fluffy');
    await b.run(on, ['t3', 'boss', 'pet', 'name'], 'pet');
    await a.run(put, ['t3', 'boss', 'pet', 'name'], 'Max');
    await until('the new name', async () => await b.run(seen, 'pet') === 'Max');
  },
  async 'map and set'({ a, b }) {
    await b.run(map, ['t4'], 'items');
    await a.run((gun) => { for (const n of [1, 2, 3]) gun.get('t4').set({ n }); });
    await until('three items', async () => Object.values(await b.run(seen, 'items')).filter((item) => item && item.n).length === 3);
  },
  async 'unset'({ a, b }) {
    await a.run((gun) => { const item = gun.get('item5').put({ n: 1 }); gun.get('t5').set(item); });
    await b.run(map, ['t5'], 'unset');
    await until('the item', async () => Object.values(await b.run(seen, 'unset')).some((item) => item && item.n === 1));
    await a.run(put, ['t5', 'item5'], null);
    await until('nothing', async () => Object.values(await b.run(seen, 'unset')).every((item) => item === null));
  },
  async 'later states win on both sides'({ a, b }) {
    await a.run(put, ['t6', 'k'], 'first');
    await b.run(put, ['t6', 'k'], 'second');
    assert.equal(await b.run(once_, ['t6', 'k']), 'second');
    await a.run(on, ['t6', 'k'], 't6');
    await until('the same on both', async () => await a.run(seen, 't6') === 'second');
  },
  async 'odd keys and texts'({ a, b }) {
    const values = { 'a.b': 'dots', 'sp ace': 'space', 'é😀': 'unicode', '10': 'digits', quote: '"\\\n\u0001', empty: '' };
    await a.run(put, ['t7'], values);
    assert.deepEqual({ ...(await b.run(once_, ['t7'])), _: undefined }, { ...values, _: undefined });
    const long = 'x'.repeat(1 << 20);
    await a.run(put, ['t7', 'long'], long);
    assert.equal((await b.run(once_, ['t7', 'long'])).length, long.length);
  },
  async '10,000 keys in one node'({ a, b }) {
    await a.run((gun) => new Promise((resolve) => {
      const node = {};
      for (let n = 0; n < 10_000; n++) node[`k${n}`] = n;
      gun.get('t8').put(node, resolve);
    }));
    await b.run(on, ['t8'], 't8');
    await until('all of them', async () => await b.run((gun, state) => Object.keys(state.seen.t8 ?? {}).length - 1) === 10_000, 60_000);
  },
  async 'lex ranges'({ a, b }) {
    await a.run(put, ['t9'], { '2020-01-01': 1, '2020-02-01': 2, '2020-02-02': 3, '2020-03-01': 4 });
    const keys = await b.run((gun) => new Promise((resolve) => {
      const found = [];
      gun.get('t9').get({ '.': { '*': '2020-02' }, '%': 50000 }).once().map().once((value, key) => found.push(key));
      setTimeout(() => resolve(found.sort()), 1500);
    }));
    assert.deepEqual(keys, ['2020-02-01', '2020-02-02']);
  },
  async 'users: what they sign is taken, what others forge is not'({ a, b, server }) {
    const alias = `alice${Date.now()}`;
    const pub = await a.run((gun, state, alias) => new Promise((resolve, reject) => {
      const user = gun.user();
      user.create(alias, 'a long password', (ack) => {
        if (ack.err) return reject(new Error(ack.err));
        user.auth(alias, 'a long password', (ack) => (ack.err ? reject(new Error(ack.err)) : resolve(user.is.pub)));
      });
    }), alias);
    await a.run((gun) => new Promise((resolve, reject) => gun.user().get('color').put('blue', (ack) => (ack.err ? reject(new Error(ack.err)) : resolve()))));
    await until('the color', async () => await b.run(once_, [`~${pub}`, 'color']) === 'blue');
    const { WebSocket } = globalThis.WebSocket ? globalThis : { WebSocket: (await import('ws')).default };
    const answer = await new Promise((resolve, reject) => {
      const socket = new WebSocket(server.url);
      socket.onerror = reject;
      socket.onopen = () => socket.send(JSON.stringify({
        '#': 'forged', put: { [`~${pub}`]: { _: { '#': `~${pub}`, '>': { color: Date.now() } }, color: 'red' } },
      }));
      socket.onmessage = ({ data }) => {
        for (const message of [JSON.parse(data)].flat()) if (message['@'] === 'forged') resolve(message);
      };
    });
    assert.equal(answer.err, 'Unverified data.');
    // Who says the password somewhere else is let in.
    await b.run((gun, state, alias) => new Promise((resolve, reject) => {
      gun.user().auth(alias, 'a long password', (ack) => (ack.err ? reject(new Error(ack.err)) : resolve()));
    }), alias);
  },
  async 'what is put without a connection comes when there is one'({ a, b, server }) {
    await a.run(put, ['t10', 'k'], 'before');
    await b.run(on, ['t10', 'k'], 't10');
    await until('the first', async () => await b.run(seen, 't10') === 'before');
    await server.end('SIGKILL');
    await a.run((gun) => { gun.get('t10').get('k').put('offline'); });
    await server.begin();
    assert.equal(await server.command('system.get', 'name'), '');
    await until('what was put meanwhile', async () => {
      await b.run((gun, state) => { gun.get('t10').get(`ask${Math.random()}`).once(() => {}); gun.get('t10').once(() => {}); });
      return await b.run(seen, 't10') === 'offline';
    }, 30_000);
    // Older states lose, also after a restart.
    const older = await new Promise((resolve) => {
      const socket = new (globalThis.WebSocket ?? WebSocket)(server.url);
      socket.onopen = () => socket.send(JSON.stringify({ '#': 'older', put: { t10: { _: { '#': 't10', '>': { k: 1000 } }, k: 'older' } } }));
      socket.onmessage = ({ data }) => { for (const message of [JSON.parse(data)].flat()) if (message['@'] === 'older') resolve(message); };
    });
    assert.equal(older.ok, true);
    assert.equal(await b.run(once_, ['t10', 'k']), 'offline');
  },
};

globalThis.WebSocket ??= (await import('node:module')).createRequire(import.meta.url)('ws');
const pages = await servePages(folder);
const origin = pages.url.slice(0, -1);
let failures = 0;
for (const [kind, start] of [
  ['two of node', async (url) => [await NodePeer.start(folder, url), await NodePeer.start(folder, url)]],
  ['node and Chromium', async (url) => [await NodePeer.start(folder, url), await BrowserPeer.start(pages.url, url)]],
  ['Chromium and node', async (url) => [await BrowserPeer.start(pages.url, url), await NodePeer.start(folder, url)]],
  ['two of Chromium', async (url) => [await BrowserPeer.start(pages.url, url), await BrowserPeer.start(pages.url, url)]],
]) {
  const server = await Server.start(origin);
  const [a, b] = await start(server.url);
  for (const [name, test] of Object.entries(tests)) {
    if (only && !name.includes(only)) continue;
    const begin = Date.now();
    try {
      await test({ a, b, server });
      console.log(`ok    ${kind}: ${name} (${Date.now() - begin} ms)`);
    } catch (error) {
      failures += 1;
      console.log(`FAIL  ${kind}: ${name}\n      ${String(error.stack).replaceAll('\n', '\n      ')}`);
    }
  }
  await Promise.all([a.close(), b.close()]);
  await server.close();
}
pages.close();
console.log(failures === 0 ? 'all passed' : `${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
