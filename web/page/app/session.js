import { connect } from '../gedis/browser.js';

/**
 * What the page has of a server: a connection for calls, and one for watching, so that a command that takes its time
 * does not hold up the statistics. The password stays in this page's memory.
 */
export class Session {
  /** Signs in; `onState(state, error)` is called when the connection changes. */
  static async open(credentials, onState) {
    const url = new URL('resp', document.baseURI);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.hash = '';
    const options = { ...credentials, maps: 'map' };
    const user = credentials.password === undefined ? undefined : credentials.user ?? 'default';
    const watching = await connect(url.href, { ...options, clientName: 'page-watching', onState });
    try {
      const calling = await connect(url.href, { ...options, clientName: 'page', bytes: true, timeout: 0 });
      return new Session(user, watching, calling);
    } catch (error) {
      await watching.close();
      throw error;
    }
  }

  /** `user` is who has signed in, where that was asked for. */
  constructor(user, watching, calling) {
    this.user = user;
    this.watching = watching;
    this.calling = calling;
  }
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
