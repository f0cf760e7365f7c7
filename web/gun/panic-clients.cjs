// What gun's panic tests ask of the packages panic-server, panic-manager and puppeteer: clients, each a process of its own that runs
// what it is sent. A browser is a process of node with a window here.
const { fork } = require('node:child_process');
const http = require('node:http');
const path = require('node:path');

const all = [];
let count = 0;

class Client {
  #process;
  #next = 1;
  #waiting = new Map();

  constructor(kind, url = '', kept = '[]') {
    this.kind = kind;
    this.id = `${kind}-${++count}`;
    this.#process = fork(path.join(__dirname, 'panic-client.cjs'), [kind, url, kept], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#process.on('message', ({ id, error, kept }) => {
      if (id === 0) return all.push(this);
      if (kept !== undefined) return this.close().then(() => start(kind, url, kept)); // the page reloads
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve();
      else waiting?.reject(new Error(`${this.id}: ${error}`));
    });
    this.ended = new Promise((resolve) => this.#process.once('exit', resolve)).then(() => {
      for (const { resolve } of this.#waiting.values()) resolve(); // tests end their relays so
      if (all.includes(this)) all.splice(all.indexOf(this), 1);
    });
  }

  run(body, props) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      if (this.#process.connected) this.#process.send({ id, text: String(body), props });
      else resolve();
    });
  }

  close() {
    this.#process.kill('SIGTERM');
    return this.ended;
  }
}

/** Clients that are looked up anew each time. */
class ClientList {
  #list;
  constructor(from = []) {
    this.#list = typeof from === 'function' ? from : () => [...new Set(from.flatMap((each) => (each instanceof ClientList ? each.list : [each])))];
  }
  get list() { return this.#list(); }
  get length() { return this.list.length; }
  len() { return this.length; }
  filter(kind) {
    const fits = typeof kind === 'function' ? kind : (client) => client.kind === kind;
    return new ClientList(() => this.list.filter(fits));
  }
  excluding(others) {
    const list = Array.isArray(others) ? new ClientList(others) : others;
    return new ClientList(() => {
      const without = list instanceof ClientList ? list.list : [list];
      return this.list.filter((client) => !without.includes(client));
    });
  }
  /** The first so many; none takes the place of one that has ended. */
  pluck(count) {
    const seen = new Set();
    let ever = 0;
    let chosen = [];
    return new ClientList(() => {
      const { list } = this;
      chosen = chosen.filter((client) => all.includes(client));
      for (const client of list.filter((client) => !seen.has(client))) {
        seen.add(client);
        if (ever < count) {
          ever++;
          chosen.push(client);
        }
      }
      return [...chosen];
    });
  }
  each(body) { this.list.forEach((client) => body(client, client.id)); return this; }
  run(body, props) { return Promise.all(this.list.map((client) => client.run(body, props))); }
  async atLeast(count) {
    while (this.length < count) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const started = [];

function start(...words) {
  const client = new Client(...words);
  started.push(client);
  return client;
}

async function launch() {
  const own = [];
  return {
    newPage: async () => ({ on: () => {}, goto: async (url) => { own.push(start('browser', url)); } }),
    close: () => Promise.all(own.map((client) => client.close())),
  };
}

exports['panic-server'] = { server: (server) => server ?? http.createServer(), clients: new ClientList(() => all), ClientList };
exports['panic-manager'] = () => ({ start: ({ clients }) => clients.forEach(() => start('Node.js')) });
exports.puppeteer = { launch };
exports.ip = { address: () => 'localhost' };
exports.open = (url) => start('browser', url);
exports.closeAll = () => Promise.all(started.map((client) => client.close()));
