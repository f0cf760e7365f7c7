import { CommandError, ConnectionError } from '../errors.js';
import { Aggregate } from './aggregate.js';
import { Input } from './input.js';

// A byte order mark is text like any other, and a reply that is no UTF-8 is for those who ask for bytes.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

const incomplete = Symbol('incomplete');
const opened = Symbol('opened');

const deepest = 128;
const longestBulk = 2 ** 31 - 1;

/**
 * Reads RESP2 and RESP3 replies out of bytes that arrive in any pieces. Streamed strings and aggregates, which no
 * server in use sends, are refused; attributes are read and left out.
 */
export class Parser {
  #input = new Input();
  #open = [];
  #format = {};
  #on;

  /**
   * `on.reply(value)` is called with each reply, `on.push(items)` of each message that is none, with its strings as bytes;
   * `on.format()` says how the reply that begins is wanted: `{bytes, maps}`.
   */
  constructor(on) {
    this.#on = on;
  }

  /** Reads on. What is no RESP throws; the connection is of no use then. */
  push(chunk) {
    this.#input.append(chunk);
    while (!this.#input.isEmpty) {
      const value = this.#value();
      if (value === incomplete) return;
      if (value !== opened) this.#complete(value);
    }
  }

  /** Puts a value into the aggregate that is being read, which it may complete, and so on outwards. */
  #complete(value) {
    for (;;) {
      const aggregate = this.#open.at(-1);
      if (aggregate === undefined) return this.#on.reply(value);
      if (!aggregate.add(value)) return;
      this.#open.pop();
      if (aggregate.type === '|') return;
      if (aggregate.type === '>') return this.#on.push(aggregate.items);
      value = aggregate.value(this.#format);
    }
  }

  #value() {
    const input = this.#input;
    const end = input.lineEnd();
    if (end < 0) return incomplete;
    if (input.at(end - 2) !== 0x0d) throw malformed('a line does not end with CR LF');
    const type = String.fromCharCode(input.next);
    if (this.#open.length === 0 && type !== '|') this.#format = type === '>' ? { bytes: true } : this.#on.format();
    const line = ascii(input.view(input.position + 1, end - 2));
    switch (type) {
      case '$': case '=': case '!': return this.#bulk(type, line, end);
      case '*': case '%': case '~': case '>': case '|': input.position = end; return this.#aggregate(type, line);
      case '+': case '-': {
        const text = utf8.decode(input.view(input.position + 1, end - 2));
        input.position = end;
        return type === '+' ? text : CommandError.of(text);
      }
      default: input.position = end; return scalar(type, line);
    }
  }

  #bulk(type, line, start) {
    if (line === '-1' && type === '$') {
      this.#input.position = start;
      return null;
    }
    const end = start + length(type, line);
    if (end - start > longestBulk) throw malformed(`a string of ${end - start} bytes`);
    if (!this.#input.reaches(end + 2)) return incomplete;
    if (this.#input.at(end) !== 0x0d || this.#input.at(end + 1) !== 0x0a) {
      throw malformed('a string is longer than was said');
    }
    this.#input.position = end + 2;
    // A verbatim string begins with its format, such as txt:.
    const bytes = this.#input.view(type === '=' ? Math.min(start + 4, end) : start, end);
    if (type === '!') return CommandError.of(utf8.decode(bytes));
    return this.#format.bytes && !this.#open.at(-1)?.isAtKey ? new Uint8Array(bytes) : utf8.decode(bytes);
  }

  #aggregate(type, line) {
    if (line === '-1' && type === '*') return null;
    const count = length(type, line) * (type === '%' || type === '|' ? 2 : 1);
    if (type === '>' && (this.#open.length > 0 || count === 0)) throw malformed('a push inside a reply, or an empty one');
    if (this.#open.length === deepest) throw malformed(`more than ${deepest} aggregates in one another`);
    const aggregate = new Aggregate(type, count);
    if (count === 0) return type === '|' ? opened : aggregate.value(this.#format);
    this.#open.push(aggregate);
    return opened;
  }
}

function scalar(type, line) {
  switch (type) {
    case ':': {
      const number = Number(line);
      if (!/^[+-]?\d+$/.test(line)) throw malformed(`the integer '${line.slice(0, 40)}'`);
      return Number.isSafeInteger(number) ? number : BigInt(line.replace(/^\+/, ''));
    }
    case ',': {
      const special = { inf: Infinity, '+inf': Infinity, '-inf': -Infinity, nan: NaN, '-nan': NaN }[line];
      if (special !== undefined) return special;
      if (!/^[+-]?\d+(\.\d*)?(e[+-]?\d+)?$/i.test(line)) throw malformed(`the double '${line.slice(0, 40)}'`);
      return Number(line);
    }
    case '(':
      if (!/^[+-]?\d+$/.test(line)) throw malformed(`the big number '${line.slice(0, 40)}'`);
      return BigInt(line.replace(/^\+/, ''));
    case '#':
      if (line !== 't' && line !== 'f') throw malformed(`the boolean '${line.slice(0, 40)}'`);
      return line === 't';
    case '_':
      if (line !== '') throw malformed('a null with a value');
      return null;
    default: throw malformed(`a reply that begins with ${JSON.stringify(type)}`);
  }
}

function length(type, line) {
  if (line === '?') throw malformed(`a streamed reply (${type}?), which this client does not read`);
  if (!/^\d{1,10}$/.test(line)) throw malformed(`the length '${line.slice(0, 40)}'`);
  return Number(line);
}

function ascii(bytes) {
  return bytes.length > 64 ? utf8.decode(bytes) : String.fromCharCode(...bytes);
}

function malformed(what) {
  return new ConnectionError(`the server does not speak RESP: ${what}`, 'PROTOCOL');
}
