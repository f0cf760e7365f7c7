import { AbortError, GedisError } from '../errors.js';
import { Queue } from '../queue.js';

/** How many messages wait for a reader before it is rejected as too slow. */
const most = 65_536;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The messages of some channels, to be read once with `for await`; leaving the loop ends the subscription. */
export class Subscription {
  /** Fulfilled when the server has confirmed: what is published from then on arrives. */
  ready;
  #messages = new Queue();
  #readers = new Queue();
  #isDone = false;
  #error;
  #options;
  #onEnd;

  constructor(ready, options, onEnd) {
    this.ready = ready;
    this.#options = options;
    this.#onEnd = onEnd;
    ready.catch((error) => this.end(error));
    const { signal } = options;
    if (signal?.aborted) this.#abort();
    else signal?.addEventListener('abort', this.#abort);
  }

  /** Hands a message on, in the form that this reader wants. */
  deliver(channel, message, pattern) {
    if (this.#isDone) return;
    const content = this.#options.bytes ? new Uint8Array(message) : utf8.decode(message);
    const parts = { channel: utf8.decode(channel), message: content };
    if (pattern !== undefined) parts.pattern = utf8.decode(pattern);
    if (this.#readers.length > 0) return this.#readers.shift().resolve({ value: parts, done: false });
    if (this.#messages.length < most) return this.#messages.push(parts);
    this.end(new GedisError(`the reader of ${parts.channel} is ${most} messages behind`, 'OVERFLOW'));
  }

  /** Ends the subscription: its reader gets what has arrived, and then the error, or the end. */
  end(error) {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#error = error;
    this.#options.signal?.removeEventListener('abort', this.#abort);
    for (const reader of this.#readers.drain()) this.#finish().then(reader.resolve, reader.reject);
    this.#onEnd(this);
  }

  next() {
    if (this.#messages.length > 0) return Promise.resolve({ value: this.#messages.shift(), done: false });
    if (this.#isDone) return this.#finish();
    return new Promise((resolve, reject) => this.#readers.push({ resolve, reject }));
  }

  return(value) {
    this.end();
    this.#messages.drain();
    return Promise.resolve({ value, done: true });
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  #abort = () => this.end(new AbortError(this.#options.signal.reason));

  #finish() {
    const error = this.#error;
    this.#error = undefined;
    return error === undefined ? Promise.resolve({ value: undefined, done: true }) : Promise.reject(error);
  }
}
