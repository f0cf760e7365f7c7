// What gun's panic tests ask of the packages panic-server, panic-manager and puppeteer: clients, each a process of its own that runs
// what it is sent. A browser is a process of node with a window here.
const { fork } = require('node:child_process');
const { EventEmitter } = require('node:events');
const http = require('node:http');
const path = require('node:path');
const ClientList = require('./panic-lists.cjs');

const all = new ClientList();
let count = 0;

class Client extends EventEmitter {
  #process;
  #next = 1;
  #waiting = new Map();
  hasEnded = false;

  constructor(kind, url = '', kept = '[]') {
    super();
    this.setMaxListeners(0);
    this.kind = kind;
    this.id = `${kind}-${++count}`;
    this.#process = fork(path.join(__dirname, 'panic-client.cjs'), [kind, url, kept], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#process.on('message', ({ id, value, error, kept }) => {
      if (id === 0) return all.add(this);
      if (kept !== undefined) return this.close().then(() => start(kind, url, kept)); // the page reloads
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(value);
      else waiting?.reject(new Error(`${this.id}: ${error}`));
    });
    this.ended = new Promise((resolve) => this.#process.once('exit', resolve)).then(() => {
      this.hasEnded = true;
      for (const { resolve } of this.#waiting.values()) resolve(); // tests end their relays so
      this.emit('end');
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

exports['panic-server'] = { server: (server) => server ?? http.createServer(), clients: all, ClientList };
exports['panic-manager'] = () => ({ start: ({ clients }) => clients.forEach(() => start('Node.js')) });
exports.puppeteer = { launch };
exports.ip = { address: () => 'localhost' };
exports.open = (url) => start('browser', url);
exports.closeAll = () => Promise.all(started.map((client) => client.close()));
