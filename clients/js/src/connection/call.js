import { AbortError, TimeoutError } from '../errors.js';

/** What a timer can wait, nearly 25 days; what is longer is for ever. */
const longest = 2 ** 31 - 1;

/** A request whose reply somebody waits for. It is settled once; what comes later is for nobody. */
export class Call {
  isSettled = false;
  #resolve;
  #reject;
  #timer;
  #signal;

  /** `parts` are the command's name and its arguments, ready to be written. */
  constructor(parts, options, resolve, reject) {
    this.parts = parts;
    this.options = options;
    this.size = parts.reduce((size, part) => size + part.length + 16, 16);
    this.#resolve = resolve;
    this.#reject = reject;
    const { timeout, signal } = options;
    if (signal?.aborted) return this.reject(new AbortError(signal.reason));
    if (signal) {
      this.#signal = signal;
      signal.addEventListener('abort', this.#abort);
    }
    if (timeout > 0 && timeout <= longest) {
      this.#timer = setTimeout(
        () => this.reject(new TimeoutError(`no reply to ${parts[0]} within ${timeout} ms`)), timeout);
    }
  }

  resolve(value) {
    if (this.#settle()) this.#resolve(value);
  }

  reject(error) {
    if (this.#settle()) this.#reject(error);
  }

  #settle() {
    if (this.isSettled) return false;
    this.isSettled = true;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#abort);
    return true;
  }

  #abort = () => this.reject(new AbortError(this.#signal.reason));
}
