// A client of gun's panic tests: panic-client.cjs KIND URL KEPT. A relay's `Gun({ web: server })` is gedis, on the port where that server is to
// listen, or with GEDIS_GUN_OWN gun.js' own server; a browser loads the scripts of the page at the URL.
const fs = require('node:fs');
const Module = require('node:module');
const os = require('node:os');
const path = require('node:path');
const vm = require('node:vm');

const [, , kind, url, texts] = process.argv;
const { GEDIS_GUN_FOLDER: folder, GEDIS_GUN_TOOL: gedis } = process.env;
const isOwn = process.env.GEDIS_GUN_OWN !== undefined;
const verbose = process.env.GEDIS_GUN_VERBOSE !== undefined;
const runs = new Map();
const servers = [];
let scratch;
if (!verbose) console.log = console.warn = console.debug = () => {};

function end(id, error, value) {
  if (runs.delete(id)) process.send({ id, value, error: error === undefined ? undefined : String(error?.stack ?? error) });
}

process.on('uncaughtException', (error) => { for (const id of [...runs.keys()]) end(id, error); });
process.on('unhandledRejection', (error) => { for (const id of [...runs.keys()]) end(id, error); });
process.on('message', async ({ id, text, props }) => {
  runs.set(id, true);
  let isAsynchronous = false;
  const test = { props: props ?? {}, async: () => { isAsynchronous = true; return test.done; }, done: (value) => end(id, undefined, value), fail: (error) => end(id, error ?? 'failed') };
  try {
    const returned = vm.runInThisContext(`(${text})`).call(test, test);
    if (typeof returned?.then === 'function') await returned;
    if (!isAsynchronous) end(id);
  } catch (error) {
    end(id, error);
  }
});
const stop = async () => {
  await Promise.all([...servers, await servers.next].map((server) => server?.close()));
  if (scratch) fs.rmSync(scratch, { recursive: true, force: true });
  process.kill(process.pid, 'SIGKILL');
};
process.on('disconnect', stop);
process.on('SIGTERM', stop);

/** gun.js as a package of npm would have it, with Debian's node-ws. Peers of one machine find each other by the relays alone. */
function gunOfNode() {
  const Gun = require(path.join(folder, 'index.js'));
  const WebSocket = require('./node-ws.cjs');
  return new Proxy(Gun, { apply: (_, self, [options]) => Gun({ WebSocket, multicast: false, stats: false, ...options }) });
}

/** gedis instead of gun.js' own server. */
function relay(options) {
  servers.peers = [options.peers ?? []].flat().map((peer) => peer.replace(/^http/, 'ws'));
  // What a test does at the server itself is done by a peer of it.
  let peer;
  return new Proxy({}, {
    get: (_, name) => {
      if (name === '_') throw new Error('it reaches into the memory of gun.js\' own server');
      const connect = require(path.join(folder, 'gun.js'));
      require(path.join(folder, 'sea.js'));
      peer ??= connect({ WebSocket: require('ws'), peers: [`ws://localhost:${servers.port}/gun`], radisk: false, localStorage: false, multicast: false, axe: false });
      return typeof peer[name] === 'function' ? peer[name].bind(peer) : peer[name];
    },
  });
}

async function listen(port, done) {
  servers.port = port;
  const server = await servers.next;
  servers.push(server);
  await server.move(port, ...(servers.peers.length ? [`web.gun_peers=${servers.peers.join(' ')}`] : []));
  await server.begin();
  done?.();
}

function becomeRelay() {
  scratch = fs.mkdtempSync(`${os.tmpdir()}/gun-`);
  process.chdir(scratch);
  // Defined before it is needed: gun.js tries to connect again once, after 2 s.
  if (!isOwn) servers.next = import('./server.mjs').then(({ Server }) => Server.define(gedis, 'http://localhost:8765'));
  const exit = process.exit;
  process.exit = () => stop().catch(exit);
  let own;
  const Gun = (options) => (isOwn || !options?.web ? (own ??= gunOfNode())(options) : relay(options));
  const load = Module._load;
  Module._load = (name, ...rest) => {
    if (name === 'gun' || path.resolve(name) === path.resolve(folder) || /^\/.*\/\.\.\/\.\.\/?(index\.js)?$/.test(name)) return Gun;
    if (name === 'gun/lib/fsrm') return () => {};
    return load(name.replace(/^gun\//, `${folder}/`), ...rest);
  };
  globalThis.require = (name) => (name === 'http' && !isOwn ? { ...require('http'), createServer: () => ({ listen }) } : require(name));
}

async function becomeBrowser() {
  const nothing = new Proxy(() => nothing, { get: (_, name) => (name === Symbol.toPrimitive ? () => '' : nothing), set: () => true });
  const load = async (source) => {
    const answer = await fetch(new URL(source, url));
    vm.runInThisContext(await answer.text(), { filename: source });
  };
  const kept = new Map(JSON.parse(texts));
  const { setTimeout: later } = globalThis;
  Object.assign(globalThis, {
    setTimeout: (body, ...rest) => later(body ?? (() => {}), ...rest),
    localStorage: {
      getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, String(text)),
      removeItem: (key) => kept.delete(key), clear: () => kept.clear(),
    },
    window: globalThis, log: nothing, WebSocket: require('ws'), $: nothing, jQuery: nothing, location: Object.assign(new URL(url), { reload: () => process.send({ kept: JSON.stringify([...kept]) }) }), addEventListener: () => {},
    document: {
      createElement: () => ({}), getElementById: () => nothing, querySelector: () => nothing,
      head: { appendChild: (script) => load(script.src).then(() => script.onload?.()) }, body: nothing,
    },
  });
  const page = await (await fetch(url)).text();
  for (const [, source] of page.matchAll(/<script src=['"]([^'"]+)/g)) {
    if (!/panic|jquery/.test(source)) await load(source);
  }
}

(kind === 'browser' ? becomeBrowser() : Promise.resolve(becomeRelay())).then(() => process.send({ id: 0 }));
