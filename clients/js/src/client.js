import { backoff } from './connection/backoff.js';
import { Call } from './connection/call.js';
import { Connection } from './connection/connection.js';
import { greet, isFinal } from './connection/handshake.js';
import { ConnectionError, UsageError } from './errors.js';
import { Queue } from './queue.js';
import { request } from './request.js';
import { Subscriptions } from './subscriptions/subscriptions.js';

/** Keeps a connection to one server, and makes another when it breaks. */
export class Client {
  #address;
  #options;
  #open;
  #waiting = new Queue();
  #subscriptions = new Subscriptions();
  #connection;
  #isFlushing = false;
  #end = new AbortController();

  /** `open(address, options, handlers, signal)` opens the transport. */
  constructor(address, options, open) {
    this.#address = address;
    this.#options = options;
    this.#open = open;
  }

  /** Connects, and from then on stays connected. */
  async connect() {
    const connection = await this.#connect();
    this.#use(connection);
    this.#stayConnected(connection);
  }

  /** Calls a command. Calls that are made in one go are sent in one write. */
  call(options, name, args) {
    return new Promise((resolve, reject) => {
      const parts = request(name, args);
      this.#end.signal.throwIfAborted();
      this.#enqueue(new Call(parts, options, resolve, reject));
    });
  }

  /** Listens to channels, or to patterns. */
  listen(isPattern, names, options) {
    if (names.length === 0 || names.some((name) => typeof name !== 'string')) {
      throw new UsageError('a subscription is to one or more channels, whose names are text');
    }
    this.#end.signal.throwIfAborted();
    return this.#subscriptions.listen(isPattern, names, options);
  }

  /** Takes no more calls, lets those that were sent be answered, and ends the connection. */
  async close() {
    const error = new ConnectionError('the client was closed', 'CLOSED');
    const isFirst = !this.#end.signal.aborted;
    this.#end.abort(error);
    this.#subscriptions.end();
    const connection = this.#connection;
    if (connection === undefined) return;
    if (isFirst) {
      // Replies come in order: when this one has, all others have.
      await new Promise((done) => this.#enqueue(new Call(['PING'], { timeout: this.#options.timeout }, done, done)));
    }
    connection.close(error);
    await connection.ended;
  }

  #enqueue(call) {
    this.#waiting.push(call);
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    queueMicrotask(() => {
      this.#isFlushing = false;
      this.#connection?.pump();
    });
  }

  /** Makes a connection on which the server knows the client. */
  async #connect() {
    const attempt = new AbortController();
    const connection = new Connection(this.#waiting, (kind, items) => this.#subscriptions.deliver(kind, items));
    const fail = (error) => {
      connection.close(error);
      attempt.abort(error);
    };
    const late = () => fail(new ConnectionError(
      `no connection to ${this.#address.name} within ${this.#options.connectTimeout} ms`, 'FAILED'));
    const timer = setTimeout(late, this.#options.connectTimeout);
    const closed = () => fail(this.#end.signal.reason);
    this.#end.signal.addEventListener('abort', closed);
    try {
      await connection.open((handlers) => this.#open(this.#address, this.#options, handlers, attempt.signal));
      await greet(connection, this.#options, this.#address.name);
      return connection;
    } catch (error) {
      connection.close(error);
      throw attempt.signal.aborted ? attempt.signal.reason : error;
    } finally {
      clearTimeout(timer);
      this.#end.signal.removeEventListener('abort', closed);
    }
  }

  #use(connection) {
    if (this.#end.signal.aborted) return connection.close(this.#end.signal.reason);
    this.#connection = connection;
    this.#subscriptions.renew(connection);
    connection.pump();
    this.#notify('connected');
  }

  /** Makes a new connection whenever one has ended, until the client is closed or the server will never let it in. */
  async #stayConnected(connection) {
    while (connection !== undefined) {
      const error = await connection.ended;
      this.#connection = undefined;
      this.#subscriptions.suspend();
      if (this.#options.reconnect === false) this.#end.abort(error);
      connection = await this.#reconnect(error);
      if (connection !== undefined) this.#use(connection);
    }
    const { reason } = this.#end.signal;
    for (const call of this.#waiting.drain()) call.reject(reason);
    this.#subscriptions.end(reason.code === 'CLOSED' ? undefined : reason);
    this.#notify('closed', reason);
  }

  async #reconnect(error) {
    for (let attempt = 0; !this.#end.signal.aborted; attempt++) {
      this.#notify('disconnected', error);
      await pause(backoff(attempt, this.#options.reconnect), this.#end.signal);
      if (this.#end.signal.aborted) break;
      try {
        return await this.#connect();
      } catch (failure) {
        error = failure;
        if (isFinal(error)) this.#end.abort(error);
      }
    }
    return undefined;
  }

  /** Notifies the program of the connection's state; what the program throws is not the client's. */
  #notify(state, error) {
    const { onState } = this.#options;
    if (onState !== undefined) queueMicrotask(() => onState(state, error));
  }
}

/** Waits for some time, or until the signal is aborted. */
function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    if (signal.aborted) done();
    else signal.addEventListener('abort', done);
  });
}
