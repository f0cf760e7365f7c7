// Real gun.js against gedis: run.mjs GEDIS GUN, where GUN is the folder of gun.js. See scripts/gun.
import assert from 'node:assert/strict';
import { BrowserPeer, NodePeer, servePages } from './peers.mjs';
import { GunServer } from './gun-server.mjs';
import { Server, exchange, sleep, until } from './server.mjs';

const [, , gedis, folder, only] = process.argv;
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
/** Signs up and in, and returns the public key. */
const signUp = (gun, state, alias, password) => new Promise((resolve, reject) => {
  gun.user().leave();
  gun.user().create(alias, password, (ack) => {
    if (ack.err) return reject(new Error(ack.err));
    gun.user().auth(alias, password, (ack) => (ack.err ? reject(new Error(ack.err)) : resolve(gun.user().is.pub)));
  });
});
const signIn = (gun, state, alias, password) => new Promise((resolve) => {
  gun.user().leave();
  gun.user().auth(alias, password, (ack) => resolve(ack.err ?? gun.user().is.pub), { retries: 1 });
});
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
    await a.run(on, ['t6', 'k'], 't6');
    await a.run(put, ['t6', 'k'], 'first');
    await b.run(put, ['t6', 'k'], 'second');
    assert.equal(await b.run(once_, ['t6', 'k']), 'second');
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
      gun.get('t8').put(node, (ack) => resolve(ack.err ?? null));
    }));
    await b.run((gun, state) => { gun.get('t8').on((node) => { state.node = node; }); });
    await until('all of them', async () => await b.run((gun, state) => Object.keys(state.node ?? {}).length - 1) === 10_000, 60_000);
  },
  async 'lex ranges'({ a, b }) {
    await a.run(put, ['t9'], { '2020-01-01': 1, '2020-02-01': 2, '2020-02-02': 3, '2020-03-01': 4 });
    const keys = await b.run((gun) => new Promise((resolve) => {
      const found = [];
      gun.get('t9').get({ '.': { '*': '2020-02' }, '%': 50000 }).map().once((value, key) => found.push(key));
      setTimeout(() => resolve(found.sort()), 1500);
    }));
    assert.deepEqual(keys, ['2020-02-01', '2020-02-02']);
  },
  async 'users: what they sign is taken, what others forge is not'({ a, b, server }) {
    const alias = `alice${Date.now()}`;
    const pub = await a.run(signUp, alias, 'a long password');
    await a.run((gun) => new Promise((resolve, reject) => gun.user().get('color').put('blue', (ack) => (ack.err ? reject(new Error(ack.err)) : resolve()))));
    await until('the color', async () => await b.run(once_, [`~${pub}`, 'color']) === 'blue');
    const node = { _: { '#': `~${pub}`, '>': { color: Date.now() } }, color: 'red' };
    const [answer] = await exchange(server.url, { '#': 'forged', put: { [`~${pub}`]: node } });
    assert.equal(answer.err, 'Unverified data.');
    // Who says the password somewhere else is let in, and finds and puts what is the user's.
    assert.equal(await b.run(signIn, alias, 'a long passwort'), 'Wrong user or password.');
    assert.equal(await b.run(signIn, alias, 'a long password'), pub);
    await a.run(on, [`~${pub}`, 'color'], 'color');
    await b.run((gun) => new Promise((resolve, reject) => gun.user().get('color').put('green', (ack) => (ack.err ? reject(new Error(ack.err)) : resolve()))));
    await until('the new color', async () => await a.run(seen, 'color') === 'green');
    // The alias names the key, also to those who know nothing of either.
    const [names] = await exchange(server.url, { '#': `n${alias}`, get: { '#': `~@${alias}` } });
    assert.deepEqual(names.put[`~@${alias}`][`~${pub}`], { '#': `~${pub}` });
    const [other] = await exchange(server.url, {
      '#': 'alias', put: { [`~@${alias}`]: { _: { '#': `~@${alias}`, '>': { '~x.y': Date.now() } }, '~x.y': { '#': `~${pub}` } } },
    });
    assert.equal(other.err, 'Alias not same!');
  },
  async 'users: sets below sets'({ a, b }) {
    const pub = await a.run(signUp, `carol${Date.now()}`, 'a long password');
    // What is read while it is put, and not there yet: gun.js waits for both.
    for (let turn = 0; turn < 5; turn++) {
      await a.run((gun) => new Promise((resolve, reject) => {
        const feed = gun.user().get('feeds').set({ with: 'dave' }, (ack) => {
          if (ack.err) return reject(new Error(ack.err));
          gun.user().get('feeds').get(feed._.get).get('messages').set({ body: 'hello' }, (ack) => (ack.err ? reject(new Error(ack.err)) : resolve()));
        });
      }));
    }
    await b.run((gun, state, pub) => {
      state.body = null;
      gun.get(`~${pub}`).get('feeds').map().get('messages').map().get('body').on((body) => { state.body = body; });
    }, pub);
    await until('a message', async () => await b.run((gun, state) => state.body) === 'hello');
  },
  async 'users: a certificate lets another write what it names'({ a, b, server }) {
    const alice = await a.run(signUp, `erin${Date.now()}`, 'a long password');
    const bob = await b.run(signUp, `frank${Date.now()}`, 'a long password');
    const certificate = await a.run(async (gun, state, bob) => {
      const sea = globalThis.SEA ?? Gun.SEA;
      return sea.certify([bob], [{ '*': 'inbox', '+': '*' }], gun.user()._.sea);
    }, bob);
    const send = (gun, state, alice, path, certificate) => new Promise((resolve) => {
      const place = path.reduce((place, key) => place.get(key), gun.get(`~${alice}`));
      place.put('a letter', (ack) => resolve(ack.err ?? 'taken'), certificate ? { opt: { cert: certificate } } : undefined);
    });
    assert.equal(await b.run(send, alice, ['inbox', bob], certificate), 'taken');
    await until('the letter', async () => await a.run(once_, [`~${alice}`, 'inbox', bob]) === 'a letter');
    // What the certificate does not name, or who has none, is refused by the relay too, whatever peers do.
    const forged = (key, value) => ({ [`~${alice}`]: { _: { '#': `~${alice}`, '>': { [key]: Date.now() } }, [key]: value } });
    const [answer] = await exchange(server.url, { '#': `c${alice}`, put: forged('inbox', JSON.stringify({ ':': 'x', '~': 'AAAA', '+': JSON.parse(certificate.replace(/^SEA/, '')), '*': bob })) });
    assert.ok(answer.err, JSON.stringify(answer));
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
    const node = { _: { '#': 't10', '>': { k: 1000 } }, k: 'older' };
    const [older] = await exchange(server.url, { '#': 'older', put: { t10: node } });
    assert.equal(older.ok, true);
    assert.equal(await b.run(once_, ['t10', 'k']), 'offline');
  },
};

/** Tests in which servers are what changes. */
const servers = {
  async 'another gun.js server is synced with, also after it was away'() {
    const other = await GunServer.start(folder);
    const server = await Server.start(gedis, '', { settings: [`web.gun_peers=${other.url}`] });
    const [near, far] = [await NodePeer.start(folder, server.url), await NodePeer.start(folder, other.url)];
    await near.run(put, ['r1', 'k'], 'near');
    await until('the other server has it', async () => await far.run(once_, ['r1', 'k']) === 'near');
    await far.run(put, ['r2', 'k'], 'far');
    await near.run(on, ['r2', 'k'], 'r2');
    await until('it comes from the other server', async () => await near.run(seen, 'r2') === 'far');
    await far.run(put, ['r2', 'k'], 'farther');
    await until('its changes too', async () => await near.run(seen, 'r2') === 'farther');
    assert.equal(await server.command('system.get', 'name'), '');
    await other.end();
    await near.run(put, ['r1', 'k'], 'meanwhile');
    await other.begin();
    await until('what it has missed', async () => {
      const [answer] = await exchange(other.url, { '#': `m${Math.random()}`, get: { '#': 'r1', '.': 'k' } });
      return answer.put?.r1?.k === 'meanwhile';
    }, 30_000);
    await Promise.all([near.close(), far.close()]);
    await server.close();
    await other.close();
  },
  async 'a restart loses nothing that peers put'() {
    const server = await Server.start(gedis, '');
    const peers = [await NodePeer.start(folder, server.url), await NodePeer.start(folder, server.url)];
    await Promise.all(peers.map((peer, index) => peer.run((gun, state, index) => {
      state.sent = 0;
      state.acknowledged = 0;
      state.timer = setInterval(() => {
        gun.get('restart').get(`p${index}-${state.sent++}`).put(index, (ack) => { if (ack.ok) state.acknowledged += 1; });
      }, 5);
    }, index)));
    for (let turn = 0; turn < 3; turn++) {
      await sleep(1500);
      await server.tool('server', 'restart', 'main');
      await sleep(2500);
    }
    const sent = await Promise.all(peers.map((peer) => peer.run((gun, state) => { clearInterval(state.timer); return state.sent; })));
    await sleep(3000);
    // Who asks for a key gets it, from the store or from the peer that put it without a connection.
    const reader = await NodePeer.start(folder, server.url);
    for (const [index, count] of sent.entries()) {
      const missing = await reader.run((gun, state, index, count) => new Promise((resolve) => {
        const missing = new Set(Array.from({ length: count }, (_, n) => `p${index}-${n}`));
        for (const key of [...missing]) gun.get('restart').get(key).on((value) => { if (value === index) missing.delete(key); if (!missing.size) resolve([]); });
        setTimeout(() => resolve([...missing]), 20_000);
      }), index, count);
      assert.deepEqual(missing, [], `of ${count}`);
    }
    const acknowledged = await Promise.all(peers.map((peer) => peer.run((gun, state) => state.acknowledged)));
    console.log(`      ${sent.join(' and ')} puts in 3 restarts, ${acknowledged.join(' and ')} acknowledged`);
    await Promise.all([...peers, reader].map((peer) => peer.close()));
    await server.tool('server', 'stop', 'main');
    await server.close();
  },
};

const pages = await servePages(folder);
const origin = pages.url.slice(0, -1);
let failures = 0;
for (const [kind, start] of [
  ['two of node', async (url) => [await NodePeer.start(folder, url), await NodePeer.start(folder, url)]],
  ['node and Chromium', async (url) => [await NodePeer.start(folder, url), await BrowserPeer.start(pages.url, url)]],
  ['Chromium and node', async (url) => [await BrowserPeer.start(pages.url, url), await NodePeer.start(folder, url)]],
  ['two of Chromium', async (url) => [await BrowserPeer.start(pages.url, url), await BrowserPeer.start(pages.url, url)]],
]) {
  if (process.env.GEDIS_GUN_PEERS && process.env.GEDIS_GUN_PEERS !== kind) continue;
  const server = await Server.start(gedis, origin);
  const [a, b] = await start(server.url);
  for (const [name, test] of Object.entries(tests)) {
    if (only && !name.includes(only)) continue;
    const begin = Date.now();
    try {
      await Promise.race([test({ a, b, server }), sleep(90_000).then(() => { throw new Error('no end in 90 s'); })]);
      console.log(`ok    ${kind}: ${name} (${Date.now() - begin} ms)`);
    } catch (error) {
      failures += 1;
      console.log(`FAIL  ${kind}: ${name}\n      ${String(error.stack).replaceAll('\n', '\n      ')}`);
    }
  }
  await Promise.all([a.close(), b.close()]);
  await server.close();
}
for (const [name, test] of Object.entries(servers)) {
  if ((only && !name.includes(only)) || process.env.GEDIS_GUN_PEERS) continue;
  const begin = Date.now();
  try {
    await Promise.race([test(), sleep(120_000).then(() => { throw new Error('no end in 120 s'); })]);
    console.log(`ok    ${name} (${Date.now() - begin} ms)`);
  } catch (error) {
    failures += 1;
    console.log(`FAIL  ${name}\n      ${String(error.stack).replaceAll('\n', '\n      ')}`);
  }
}
pages.close();
console.log(failures === 0 ? 'all passed' : `${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
