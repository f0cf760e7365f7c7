import { connect } from '../gedis/browser.js';
import { basic, forgetToken, keepToken, keptCredentials } from './token.js';

/**
 * What the page has of a server: a connection for calls, and one for watching, so that a command that takes its time
 * does not hold up the statistics. A password stays in this page's memory; over a reload a token stands in for it.
 */
export class Session {
  #credentials;
  #own = {};

  /** Signs in; `onState(state, error)` is called when the connection changes. */
  static async open(credentials, onState) {
    const options = { ...credentials, maps: 'map' };
    const session = new Session(credentials);
    const watching = await connect(address(), {
      ...options, clientName: 'page-watching',
      onState: (state, error) => {
        if (state === 'connected' && session.watching !== undefined) session.#identify('watching');
        // A server that was restarted knows no token of before.
        if (state === 'connected' && session.calling !== undefined) session.#keep();
        onState(state, error);
      },
    });
    session.watching = watching;
    try {
      session.calling = await connect(address(), {
        ...options, clientName: 'page', bytes: true, timeout: 0,
        onState: (state) => { if (state === 'connected' && session.calling !== undefined) session.#identify('calling'); },
      });
    } catch (error) {
      await watching.close();
      throw error;
    }
    session.#identify('watching');
    session.#identify('calling');
    session.#keep();
    return session;
  }

  /** Goes on as whoever had signed in before the page was reloaded; undefined where nobody had, or it is too long ago. */
  static async resume(onState) {
    const credentials = keptCredentials();
    if (credentials === undefined) return undefined;
    try {
      return await Session.open(credentials, onState);
    } catch (error) {
      if (error.code !== 'WRONGPASS') throw error;
      forgetToken();
      return undefined;
    }
  }

  constructor(credentials) {
    this.#credentials = credentials;
    /** Who has signed in, where that was asked for. */
    this.user = credentials.password === undefined ? undefined : credentials.user ?? 'default';
  }

  /** What a connection of the page's own is opened with. */
  get credentials() { return { user: this.user, password: this.#credentials.password }; }

  /** Asks the server for a document, such as `commands`. */
  async document(path) {
    const { user, password } = this.credentials;
    const headers = password === undefined ? {} : { Authorization: basic(user, password) };
    const answer = await fetch(path, { headers });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  }

  /** The page's own connections, as CLIENT LIST has them: `id` and `addr`. */
  get own() { return Object.values(this.#own); }

  async #identify(name) {
    try {
      const line = await this[name].with({ bytes: false }).call('client', 'info');
      this.#own[name] = Object.fromEntries(line.trim().split(' ').map((part) => part.split('=')));
    } catch {
      // It is not known which one is the page's then.
    }
  }

  #keep() {
    if (this.user !== undefined) keepToken(this.credentials);
  }
}

/** Where the page's WebSockets are opened: the one for RESP, or the one at another path of the server. */
export function address(path = '/resp') {
  const url = new URL(path.slice(1), document.baseURI);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';
  return url.href;
}

/** Repeats a task while the page is seen, until it is stopped; returns how to stop it. */
export function repeat(milliseconds, task) {
  let isStopped = false;
  const run = async () => {
    if (isStopped) return;
    if (!document.hidden) await task();
    if (!isStopped) setTimeout(run, milliseconds);
  };
  run();
  return () => { isStopped = true; };
}
