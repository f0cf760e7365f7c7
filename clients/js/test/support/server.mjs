import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const tool = process.env.GEDIS_TEST_TOOL ?? 'gedis';

/** A gedis of a test's own in a scratch folder, which is removed when it is closed. */
export class Server {
  #process;

  /** The same, with a page for browsers, at `page`. */
  static async startWithPage(...keys) {
    return Server.start(`web.port=${await freePort()}`, ...keys);
  }

  /** Makes the server's definition, with such keys as `ssl=true`, and starts it. */
  static async start(...keys) {
    const folder = await mkdtemp(`${tmpdir()}/gedis-js-`);
    const server = new Server(folder);
    try {
      await mkdir(`${folder}/instances`);
      await server.gedis('backend', 'create', 'main', 'type=memory');
      await server.gedis(
        'server', 'create', 'main', `port=${await freePort()}`, `unixsocket=${server.socket}`, 'dbclient_instance=main',
        ...keys);
      if (keys.includes('ssl=true')) await server.gedis('cert', 'generate', 'main');
      await server.start();
      return server;
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  constructor(folder) {
    this.folder = folder;
    this.socket = `${folder}/socket`;
    this.certificate = `${folder}/instances/server/main/tls/cert.pem`;
  }

  /** Runs the tool in the folder. */
  async gedis(...words) {
    return (await promisify(execFile)(tool, words, this.#place)).stdout;
  }

  /** Starts the server and waits until it listens. */
  async start() {
    this.#process = spawn(tool, ['server', 'start', 'main'], { ...this.#place, stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    this.#process.stderr.on('data', (text) => { log += text; });
    for await (const line of createInterface(this.#process.stdout)) {
      const [, port] = /listening on \S+?:(\d+)/.exec(line) ?? [];
      if (port === undefined) continue;
      this.port = Number(port);
      this.page = /https?:\/\/\S+/.exec(line)?.[0];
      return;
    }
    throw new Error(`the server did not start: ${log}`);
  }

  /** Ends its process without a word. */
  async kill() {
    const ended = this.#process.exitCode === null && this.#process.signalCode === null && once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }

  async close() {
    if (this.#process !== undefined) await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  get #place() {
    const env = { ...process.env, HOME: this.folder };
    for (const name of Object.keys(env)) if (/^XDG_|^GEDIS_(REPO|KEY_FILE)$/.test(name)) delete env[name];
    return { cwd: this.folder, env };
  }
}

/**
 * A port that was free a moment ago, for what must be named before it is used or is used again after a restart. It is none
 * of those that the system gives to connections (32768 and up on Linux), so that no connection takes it meanwhile.
 */
async function freePort() {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 10_000);
    const server = createServer();
    const isFree = await new Promise((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
