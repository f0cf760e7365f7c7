/** Where a text is no JSON. */
export class JSONError extends Error {
  constructor(message, offset) {
    super(message);
    this.offset = offset;
  }
}

/**
 * Reads a JSON text into values that know where they stand: `kind` is object, array, string, number, boolean or null; `start` and
 * `end` are offsets; `value` is a word's, with a number as it is written; `members` are an object's, `items` an array's.
 */
export function readJSON(text) {
  const reader = new Reader(text);
  const value = reader.value();
  reader.space();
  if (reader.at < text.length) throw new JSONError('something follows the value', reader.at);
  return value;
}

/** The line and the column of an offset, counted from 1. */
export function place(text, offset) {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1).length + 1 };
}

class Reader {
  at = 0;
  #text;

  constructor(text) {
    this.#text = text;
  }

  space() {
    while (' \t\n\r'.includes(this.#text[this.at] ?? 'x')) this.at += 1;
  }

  value() {
    this.space();
    const start = this.at;
    const made = this.#make(this.#text[start]);
    return { ...made, start, end: this.at };
  }

  #make(character) {
    if (character === '{') return { kind: 'object', members: this.#list('}', () => this.#member()) };
    if (character === '[') return { kind: 'array', items: this.#list(']', () => this.value()) };
    if (character === '"') return { kind: 'string', value: this.#string() };
    for (const [word, kind] of [['true', 'boolean'], ['false', 'boolean'], ['null', 'null']]) {
      if (this.#text.startsWith(word, this.at)) {
        this.at += word.length;
        return { kind, value: JSON.parse(word) };
      }
    }
    const [number] = /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/.exec(this.#text.slice(this.at)) ?? [];
    if (number === undefined) throw this.#error(character === undefined ? 'a value is missing' : 'a value should stand here');
    this.at += number.length;
    return { kind: 'number', value: number };
  }

  #list(end, read) {
    const start = this.at;
    this.at += 1;
    const found = [];
    for (;;) {
      this.space();
      if (this.#text[this.at] === end && found.length === 0) break;
      found.push(read());
      this.space();
      if (this.#text[this.at] === end) break;
      if (this.at >= this.#text.length) throw new JSONError(`its ${end} is missing`, start);
      if (this.#text[this.at] !== ',') throw this.#error(`a , or ${end} should stand here`);
      this.at += 1;
    }
    this.at += 1;
    return found;
  }

  #member() {
    this.space();
    if (this.#text[this.at] !== '"') throw this.#error('a name in " should stand here');
    const start = this.at;
    const name = this.#string();
    const nameEnd = this.at;
    this.space();
    if (this.#text[this.at] !== ':') throw this.#error('a : should stand here');
    this.at += 1;
    return { name, start, nameEnd, value: this.value() };
  }

  #string() {
    const [word] = /^"([^"\\]|\\.)*"/.exec(this.#text.slice(this.at)) ?? [];
    if (word === undefined) throw this.#error('its closing " is missing');
    try {
      const value = JSON.parse(word);
      this.at += word.length;
      return value;
    } catch {
      throw this.#error('this is no text: \\ and line breaks are written as \\\\ and \\n');
    }
  }

  #error(message) {
    return new JSONError(message, Math.min(this.at, this.#text.length));
  }
}
