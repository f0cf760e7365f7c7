import { UsageError } from '../errors.js';

const utf8 = new TextEncoder();

/** What a request carries for a value of the program: text, or a copy of its bytes (of a Buffer, `slice` is none). */
export function requestPart(value) {
  switch (typeof value) {
    case 'string': return value;
    case 'number': return value === Infinity ? 'inf' : value === -Infinity ? '-inf' : String(value);
    case 'bigint': case 'boolean': return String(value);
  }
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (value instanceof ArrayBuffer) return new Uint8Array(value.slice(0));
  const what = value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value;
  throw new UsageError(`an argument is ${what}; it can be a string, number, bigint, boolean or Uint8Array`);
}

/** Writes requests one behind the other into memory that grows. */
export class Encoder {
  #bytes = new Uint8Array(4096);
  #length = 0;

  /** Adds a request: its command's name and the arguments. */
  add(parts) {
    this.#header(0x2a, parts.length);
    for (const part of parts) {
      if (typeof part === 'string') this.#text(part);
      else this.#bulk(part);
    }
  }

  /** All that was added; the encoder begins anew. */
  take() {
    const bytes = this.#bytes.subarray(0, this.#length);
    this.#bytes = new Uint8Array(4096);
    this.#length = 0;
    return bytes;
  }

  /** Text is ASCII nearly always: it is written as such, and again as UTF-8 where it turns out not to be. */
  #text(text) {
    const start = this.#length;
    this.#header(0x24, text.length);
    this.#reserve(text.length + 2);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 0x7f) {
        this.#length = start;
        return this.#bulk(utf8.encode(text));
      }
      bytes[at++] = unit;
    }
    this.#length = at;
    this.#lineEnd();
  }

  #bulk(bytes) {
    this.#header(0x24, bytes.length);
    this.#reserve(bytes.length + 2);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    this.#lineEnd();
  }

  #header(type, count) {
    this.#reserve(24);
    this.#bytes[this.#length++] = type;
    for (const digit of String(count)) this.#bytes[this.#length++] = digit.charCodeAt(0);
    this.#lineEnd();
  }

  #lineEnd() {
    this.#bytes[this.#length++] = 0x0d;
    this.#bytes[this.#length++] = 0x0a;
  }

  #reserve(count) {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
