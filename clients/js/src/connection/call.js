import { AbortError, TimeoutError } from '../errors.js';

/** What a timer can wait, nearly 25 days; what is longer is for ever. */
const longest = 2 ** 31 - 1;

/** A request whose reply somebody waits for. It is settled once; what comes later is for nobody. */
export class Call {
  isSettled = false;
  #resolve;
  #reject;
  #timer;
  #abort;

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
      this.#abort = () => this.reject(new AbortError(signal.reason));
      signal.addEventListener('abort', this.#abort);
    }
    if (timeout > 0 && timeout <= longest) this.#timer = setTimeout(expire, timeout, this);
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
    if (this.#abort) this.options.signal.removeEventListener('abort', this.#abort);
    return true;
  }
}

function expire(call) {
  call.reject(new TimeoutError(`no reply to ${call.parts[0]} within ${call.options.timeout} ms`));
}
