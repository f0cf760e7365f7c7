const lineFeed = 0x0a;

/** The bytes that were received and not read yet. A chunk is read in place; only what is left over of it is copied. */
export class Input {
  #bytes = new Uint8Array(0);
  #isOwn = false;
  #end = 0;
  #searched = 0;
  /** Where the next reader begins. */
  position = 0;

  get isEmpty() {
    return this.position === this.#end;
  }

  /** The next byte. */
  get next() {
    return this.#bytes[this.position];
  }

  append(chunk) {
    const rest = this.#end - this.position;
    if (rest === 0) {
      this.#bytes = chunk;
      this.#isOwn = false;
      this.position = this.#searched = 0;
      this.#end = chunk.length;
      return;
    }
    if (!this.#isOwn || this.#end + chunk.length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(1024, 2 * (rest + chunk.length)));
      grown.set(this.#bytes.subarray(this.position, this.#end));
      this.#searched = Math.max(0, this.#searched - this.position);
      this.#bytes = grown;
      this.#isOwn = true;
      this.position = 0;
      this.#end = rest;
    }
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** The place behind the line that begins at `position`, or -1 as long as its end is missing. */
  lineEnd() {
    const found = this.#bytes.indexOf(lineFeed, Math.max(this.#searched, this.position));
    if (found >= 0 && found < this.#end) return found + 1;
    this.#searched = this.#end;
    return -1;
  }

  /** Whether all bytes before a place are there. */
  reaches(place) {
    return place <= this.#end;
  }

  /** Some bytes, in place. */
  view(from, to) {
    return this.#bytes.subarray(from, to);
  }

  at(place) {
    return this.#bytes[place];
  }
}
