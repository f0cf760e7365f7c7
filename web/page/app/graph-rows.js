import { element } from './dom.js';
import { moment } from './readable.js';
import { soulLink } from './route.js';

/** The most keys that have a row. */
const most = 1000;

/** The keys of a node as rows of a table, in the order of their names. */
export class GraphRows {
  node = element('tbody');
  #known = new Map();
  #changed = new Set();
  #names = [];
  #rows = new Map();
  #onDraw;

  /** `onDraw()` is called when what came is shown. */
  constructor(onDraw) {
    this.#onDraw = onDraw;
  }

  /** How many keys there are, and how many of them have a row. */
  get counts() { return { all: this.#known.size, shown: this.#rows.size }; }

  clear() {
    for (const kept of [this.#known, this.#changed, this.#rows]) kept.clear();
    this.#names = [];
    this.node.replaceChildren();
  }

  /** Takes what a message says of the node; of two values of a key the later one stays. Many messages may come between two pictures. */
  take(node) {
    for (const [key, state] of Object.entries(node._['>'])) {
      if (key === '_' || !Object.hasOwn(node, key)) continue;
      const known = this.#known.get(key);
      if (known !== undefined && !isLater({ value: node[key], state }, known)) continue;
      this.#known.set(key, { value: node[key], state, isFirst: known === undefined });
      if (this.#changed.size === 0) requestAnimationFrame(() => this.#draw());
      this.#changed.add(key);
    }
  }

  #draw() {
    for (const key of this.#changed) {
      const row = this.#rows.get(key) ?? this.#add(key);
      if (row === undefined) continue;
      const { value, state, isFirst } = this.#known.get(key);
      row.replaceChildren(
        element('th', { scope: 'row', class: 'mono text' }, key),
        element('td', { class: isFirst ? 'text' : 'text changed' }, valueElement(value)),
        element('td', { class: 'faint' }, stateElement(state)));
    }
    this.#changed.clear();
    this.#onDraw();
  }

  #add(key) {
    if (this.#rows.size === most) return undefined;
    let [low, high] = [0, this.#names.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#names[middle] < key) low = middle + 1;
      else high = middle;
    }
    const row = element('tr');
    this.node.insertBefore(row, this.#rows.get(this.#names[low]) ?? null);
    this.#names.splice(low, 0, key);
    this.#rows.set(key, row);
    return row;
  }
}

/** Of equal states the greater JSON stays, as GUN has it. */
function isLater(given, known) {
  return given.state > known.state
    || (given.state === known.state && JSON.stringify(given.value) > JSON.stringify(known.value));
}

function valueElement(value) {
  if (value === null) return element('span', { class: 'nothing' }, 'null');
  if (typeof value === 'object') {
    return element('a', { href: soulLink(value['#']), class: 'mono', title: 'a link to this node' }, `→ ${value['#']}`);
  }
  return element('span', { class: typeof value === 'string' ? '' : 'mono', title: typeof value }, String(value));
}

/** When a value was written, as its writer's clock had it. */
function stateElement(state) {
  const date = new Date(state);
  if (Number.isNaN(date.getTime())) return String(state);
  return element('time', { datetime: date.toISOString(), title: `${date.toISOString()}, the state ${state}` }, moment(state));
}
