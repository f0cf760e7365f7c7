import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** gun.js' own server, with its disk in a folder of its own. */
export class GunServer {
  static async start(folder, { core } = {}) {
    const server = new GunServer();
    [server.folder, server.core] = [folder, core];
    server.scratch = await mkdtemp(`${tmpdir()}/gun-`);
    await server.begin();
    return server;
  }

  /** Starts it, at the same port as before. */
  async begin() {
    const program = [process.execPath, fileURLToPath(new URL('gun-server.cjs', import.meta.url)), this.folder, this.scratch, this.port ?? '0'];
    const words = [...(this.core ? ['taskset', '-c', this.core] : []), ...program];
    this.process = spawn(words[0], words.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
    [this.port] = await once(createInterface(this.process.stdout), 'line');
    this.url = `ws://127.0.0.1:${this.port}/gun`;
  }

  async end() {
    const ended = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await ended;
  }

  async close() {
    await this.end();
    await rm(this.scratch, { recursive: true, force: true });
  }
}
