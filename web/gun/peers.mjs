import { fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { Chromium } from '../test/chromium.mjs';

/** A peer of gun.js in node. `run` runs a function there, which is handed gun, what the peer keeps, and the values. */
export class NodePeer {
  #process;
  #next = 1;
  #waiting = new Map();

  static async start(folder, url) {
    const peer = new NodePeer();
    peer.#process = fork(new URL('node-peer.cjs', import.meta.url), [folder, url], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const ready = new Promise((resolve, reject) => peer.#waiting.set(0, { resolve, reject }));
    peer.#process.on('exit', (code, signal) => {
      for (const { reject } of peer.#waiting.values()) reject(new Error(`the peer has ended: ${signal ?? code}`));
      peer.#waiting.clear();
    });
    peer.#process.on('message', ({ id, value, error }) => {
      const { resolve, reject } = peer.#waiting.get(id);
      peer.#waiting.delete(id);
      if (error === undefined) resolve(value); else reject(new Error(error));
    });
    await ready;
    return peer;
  }

  run(body, ...values) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#process.send({ id, text: String(body), values });
    });
  }

  async close() {
    this.#waiting.clear();
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }
}

/** A peer of gun.js in Chromium, in a page that a server of its own shows. */
export class BrowserPeer {
  #browser;

  static async start(pages, url) {
    const peer = new BrowserPeer();
    peer.#browser = await Chromium.start();
    await peer.#browser.open(pages);
    await peer.#browser.until('window.Gun && window.SEA');
    await peer.#browser.evaluate(`{
      window.state = { seen: {} };
      window.gun = Gun({ peers: [${JSON.stringify(url)}], localStorage: false });
      undefined;
    }`);
    return peer;
  }

  async run(body, ...values) {
    const given = values.map((value) => `, ${JSON.stringify(value)}`).join('');
    return this.#browser.evaluate(`(async () => { const value = await (${body})(gun, state${given}); return value === undefined ? null : value; })()`);
  }

  close() {
    return this.#browser.close();
  }
}

/** Serves a page with gun.js and its SEA. */
export async function servePages(folder) {
  const server = createServer(async (request, response) => {
    if (request.url === '/') {
      response.setHeader('Content-Type', 'text/html');
      return response.end('<!doctype html><title>gun</title><script src="/gun.js"></script><script src="/sea.js"></script>');
    }
    try {
      response.setHeader('Content-Type', 'text/javascript');
      response.end(await readFile(`${folder}${/^\/(gun|sea)\.js$/.exec(request.url)[0]}`));
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}
