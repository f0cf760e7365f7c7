import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';

const WebSocket = globalThis.WebSocket ?? createRequire(import.meta.url)('ws');
const run = promisify(execFile);
export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits until a function is fulfilled with something true. */
export async function until(what, look, milliseconds = 15_000) {
  const end = Date.now() + milliseconds;
  let last;
  while (Date.now() < end) {
    last = await look();
    if (last) return last;
    await sleep(20);
  }
  throw new Error(`it never was so: ${what}; at last: ${JSON.stringify(last)}`);
}

/** A built gedis that is a peer of gun.js, with its graph in a file. */
export class Server {
  static async start(...words) {
    const server = await Server.define(...words);
    await server.begin();
    return server;
  }

  /** One that is not started yet. */
  static async define(gedis, origin, { type = 'sqlite', core, settings = [], backend = [] } = {}) {
    const server = new Server();
    server.gedis = gedis;
    server.core = core;
    server.scratch = await mkdtemp(`${tmpdir()}/gedis-gun-`);
    server.environment = {
      ...process.env, XDG_STATE_HOME: server.scratch, XDG_DATA_HOME: server.scratch, XDG_CONFIG_HOME: server.scratch,
      GEDIS_REPO: `${server.scratch}/instances`,
    };
    const port = await freePort();
    server.url = `ws://localhost:${port}/gun`;
    await server.tool('backend', 'create', 'main', `type=${type}`, ...backend);
    await server.tool(
      'server', 'create', 'main', 'port=0', `web.port=${port}`, 'web.gun=true', 'dbclient_instance=main', `web.origins=${origin}`, ...settings);
    return server;
  }

  /** Gives it another port at its next start. */
  async move(port, ...settings) {
    this.url = `ws://localhost:${port}/gun`;
    await this.tool('server', 'set', 'main', `web.port=${port}`, ...settings);
  }

  async tool(...words) {
    return (await run(this.gedis, words, { env: this.environment })).stdout;
  }

  async begin() {
    const words = [...(this.core ? ['taskset', '-c', this.core] : []), this.gedis, 'server', 'start', 'main'];
    this.process = spawn(words[0], words.slice(1), { env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    this.process.stderr.on('data', (data) => { if (process.env.GEDIS_GUN_VERBOSE) process.stderr.write(data); });
    await new Promise((resolve, reject) => {
      this.process.stdout.on('data', (data) => {
        text += data;
        if (/listening on .*\n/.test(text)) resolve();
      });
      this.process.on('exit', (code) => reject(new Error(`the server has ended: ${code} ${text}`)));
    });
    this.port = Number(/localhost:(\d+)/.exec(text)[1]);
  }

  async end(signal = 'SIGTERM') {
    // After a restart another process serves.
    if (!this.process || this.process.exitCode !== null || this.process.signalCode !== null) return;
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
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** Sends messages as they are, and waits for the answers to one. */
export async function exchange(url, message, isLast = () => true) {
  const socket = new WebSocket(url);
  const answers = [];
  try {
    await new Promise((resolve, reject) => {
      socket.onerror = reject;
      socket.onopen = () => socket.send(JSON.stringify(message));
      socket.onmessage = ({ data }) => {
        for (const answer of [JSON.parse(data)].flat()) {
          if (answer['@'] !== message['#']) continue;
          answers.push(answer);
          if (isLast(answer)) resolve();
        }
      };
    });
  } finally {
    socket.close();
  }
  return answers;
}
