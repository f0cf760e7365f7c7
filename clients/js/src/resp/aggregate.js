/** An array, map, set, push or attribute whose items are being read. */
export class Aggregate {
  items = [];
  #count;

  constructor(type, count) {
    this.type = type;
    this.#count = count;
  }

  /** Whether the next item is a map's key: those are text always, so that values are found by them. */
  get isAtKey() {
    return this.type === '%' && this.items.length % 2 === 0;
  }

  /** Adds an item, and says whether it was the last. */
  add(item) {
    this.items.push(item);
    return this.items.length === this.#count;
  }

  /** What the program gets for it. */
  value({ maps }) {
    if (this.type === '~') return new Set(this.items);
    if (this.type !== '%') return this.items;
    const entries = [];
    for (let index = 0; index < this.items.length; index += 2) {
      entries.push([this.items[index], this.items[index + 1]]);
    }
    return maps === 'map' ? new Map(entries) : Object.fromEntries(entries);
  }
}
