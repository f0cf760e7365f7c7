import { readInfo } from './info.js';
import { repeat } from './session.js';

const sections = ['server', 'clients', 'stats', 'memory', 'commandstats'];

/** The server's statistics, read each second, for all who show some of them. */
export class Live {
  #listeners = new Set();
  #isReady;
  /** What was read last; undefined where nothing could be. */
  latest;
  /** Whether the user may know. */
  isPermitted = false;
  /** Fulfilled when that is known. */
  ready = new Promise((resolve) => { this.#isReady = resolve; });

  constructor(session) {
    const stop = repeat(1000, async () => {
      try {
        const info = readInfo(await session.watching.with({ timeout: 5000 }).info(...sections));
        this.isPermitted = info.process !== undefined;
        this.latest = this.isPermitted ? info : undefined;
      } catch {
        this.latest = undefined;
      }
      this.#isReady();
      if (this.latest === undefined && !this.isPermitted) return stop(); // without the right, INFO has what clients connect by
      for (const listener of this.#listeners) listener(this.latest);
    });
  }

  /** Calls `listener(info)` after each reading, until what is returned is called. */
  follow(listener) {
    this.#listeners.add(listener);
    if (this.latest !== undefined) listener(this.latest);
    return () => this.#listeners.delete(listener);
  }
}
