import { CommandError, ConnectionError } from '../errors.js';
import { Queue } from '../queue.js';
import { Encoder } from '../resp/encoder.js';
import { Parser } from '../resp/parser.js';

/** How many bytes of requests are sent before their replies have come. More waits here, where a loss can't touch it. */
const window = 1 << 20;

/** The kinds of messages that confirm a request of the same name. */
const confirmations = new Set(['subscribe', 'psubscribe', 'unsubscribe', 'punsubscribe']);

/**
 * One connection, from its first byte to its end. Replies have no names: each belongs to the oldest request that has
 * none yet, so a request stays in line even when nobody waits for it any more.
 */
export class Connection {
  #transport;
  #encoder = new Encoder();
  #unanswered = new Queue();
  #unansweredSize = 0;
  #waiting;
  #error;
  #ended;
  #onMessage;

  /** Fulfilled with what ended the connection, when it has. */
  ended = new Promise((resolve) => { this.#ended = resolve; });

  /** `waiting` is the queue of calls that `pump` takes; `onMessage(items)` is called with pushes that confirm no request. */
  constructor(waiting, onMessage) {
    this.#waiting = waiting;
    this.#onMessage = onMessage;
  }

  /** Opens the transport; `open(handlers)` is fulfilled with one that can `write` and `close`. */
  async open(open) {
    const transport = await open({ data: (chunk) => this.#read(chunk), end: (error) => this.#end(error) });
    if (this.#error !== undefined) {
      transport.close();
      throw this.#error;
    }
    this.#transport = transport;
  }

  get isIdle() {
    return this.#unanswered.length === 0;
  }

  /** Sends a call ahead of those that wait. */
  send(call) {
    if (this.#error !== undefined) return call.reject(this.#error);
    this.#add(call);
    this.#transport.write(this.#encoder.take());
  }

  /** Sends what waits, as far as the window goes, in one write. */
  pump() {
    if (this.#error !== undefined) return;
    let isAny = false;
    while (this.#waiting.length > 0 && this.#unansweredSize < window) {
      const call = this.#waiting.shift();
      if (call.isSettled) continue;
      this.#add(call);
      isAny = true;
    }
    if (isAny) this.#transport.write(this.#encoder.take());
  }

  /** Ends the connection; calls whose replies have not come are rejected with the error. */
  close(error) {
    this.#end(error);
  }

  #add(call) {
    this.#encoder.add(call.parts);
    this.#unanswered.push(call);
    this.#unansweredSize += call.size;
  }

  #answered() {
    const call = this.#unanswered.shift();
    if (call === undefined) throw new ConnectionError('the server sent a reply to nothing', 'PROTOCOL');
    this.#unansweredSize -= call.size;
    return call;
  }

  #parser = new Parser({
    format: () => this.#unanswered.first?.options ?? {},
    reply: (value) => {
      const call = this.#answered();
      if (value instanceof CommandError) call.reject(value);
      else call.resolve(value);
    },
    push: (items) => {
      const [kind, ...rest] = items;
      const name = kind instanceof Uint8Array ? new TextDecoder().decode(kind) : String(kind);
      if (confirmations.has(name)) this.#answered().resolve();
      else this.#onMessage(name, rest);
    },
  });

  #read(chunk) {
    if (this.#error !== undefined) return;
    try {
      this.#parser.push(chunk);
    } catch (error) {
      return this.#end(error);
    }
    this.pump();
  }

  #end(error) {
    if (this.#error !== undefined) return;
    this.#error = error;
    this.#transport?.close();
    for (const call of this.#unanswered.drain()) {
      call.reject(error.code === 'LOST' ? lost(call, error) : error);
    }
    this.#ended(error);
  }
}

function lost(call, error) {
  return new ConnectionError(
    `the connection was lost before the reply to ${call.parts[0]} came; it may have run (${error.message})`, 'LOST', error);
}
