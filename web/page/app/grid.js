import { element } from './dom.js';

/**
 * A table whose rows come and go. A column has a `name`; `of(row)`, by which it is sorted; `draw(row)`, where that is not what is
 * shown; `isNumber`; and `isShown`, false for one that is not there. A row is the same as long as `key(row)` is.
 */
export class Grid {
  #columns;
  #key;
  #sorted;
  #isDescending;
  #rows = [];
  #drawn = new Map();
  #heads;
  #body = element('tbody');
  #empty;
  node;

  constructor(label, columns, { key, sorted, isDescending = false, empty = 'There is nothing.' }) {
    this.#columns = columns.filter(({ isShown = true }) => isShown);
    this.#key = key;
    this.#sorted = this.#columns.find(({ name }) => name === sorted);
    this.#isDescending = isDescending;
    this.#heads = this.#columns.map((column) => element('th', { scope: 'col', class: column.isNumber ? 'number' : undefined },
      column.of === undefined ? column.name
        : element('button', { type: 'button', class: 'plain', onclick: () => this.#sort(column) }, column.name)));
    this.#empty = element('p', { class: 'faint empty' }, empty);
    this.node = element('div', { class: 'scroll' },
      element('table', { class: 'grid', 'aria-label': label }, element('thead', {}, element('tr', {}, ...this.#heads)), this.#body),
      this.#empty);
    this.#mark();
  }

  show(rows) {
    this.#rows = rows;
    this.#draw();
  }

  #sort(column) {
    this.#isDescending = this.#sorted === column ? !this.#isDescending : column.isNumber === true;
    this.#sorted = column;
    this.#mark();
    this.#draw();
  }

  #mark() {
    this.#columns.forEach((column, index) => {
      if (column === this.#sorted) this.#heads[index].setAttribute('aria-sort', this.#isDescending ? 'descending' : 'ascending');
      else this.#heads[index].removeAttribute('aria-sort');
    });
  }

  #draw() {
    const rows = [...this.#rows];
    if (this.#sorted !== undefined) {
      const { of } = this.#sorted;
      rows.sort((a, b) => (of(a) < of(b) ? -1 : of(a) > of(b) ? 1 : 0) * (this.#isDescending ? -1 : 1));
    }
    const before = this.#drawn;
    this.#drawn = new Map();
    rows.forEach((row, index) => {
      const key = this.#key(row);
      const text = JSON.stringify(row, (name, value) => (value instanceof Uint8Array ? [...value] : value));
      const known = before.get(key);
      const drawn = known?.text === text ? known : { text, node: this.#row(row) };
      this.#drawn.set(key, drawn);
      // What is where it belongs already keeps the focus.
      const there = this.#body.children[index];
      if (known !== undefined && known.node !== drawn.node && there === known.node) there.replaceWith(drawn.node);
      else if (there !== drawn.node) this.#body.insertBefore(drawn.node, there ?? null);
    });
    while (this.#body.childElementCount > rows.length) this.#body.lastElementChild.remove();
    this.#empty.hidden = rows.length > 0;
    this.node.firstElementChild.hidden = rows.length === 0;
  }

  #row(row) {
    return element('tr', {}, ...this.#columns.map(({ of, draw = of, isNumber }) => {
      const drawn = draw(row);
      const cell = element('td', { class: isNumber ? 'number' : undefined });
      cell.append(...[drawn].flat().filter((part) => part !== undefined).map((part) => (part instanceof Node ? part : String(part))));
      return cell;
    }));
  }
}
