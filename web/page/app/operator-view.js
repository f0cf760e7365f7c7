import { element } from './dom.js';
import { repeat } from './session.js';

/** A view of the server that is read anew now and then while it is shown. */
export class OperatorView {
  #notice = element('p', { class: 'notice', role: 'alert', hidden: true });
  #nodes;
  #milliseconds;
  #read;

  /** `read()` reads and shows; what it throws is shown in place of it. */
  constructor(title, lead, nodes, read, milliseconds = 2000) {
    this.#read = read;
    this.#milliseconds = milliseconds;
    this.#nodes = [
      element('div', {}, element('h1', {}, title), element('p', { class: 'faint lead' }, lead)), this.#notice, ...nodes,
    ];
  }

  nodes() { return this.#nodes; }

  begin() { return repeat(this.#milliseconds, () => this.refresh()); }

  async refresh() {
    try {
      await this.#read();
      this.#notice.hidden = true;
    } catch (error) {
      this.#notice.textContent = error.message;
      this.#notice.hidden = false;
    }
  }

  /** Does something, and reads again. */
  async act(task) {
    try {
      await task();
      await this.refresh();
    } catch (error) {
      this.#notice.textContent = error.message;
      this.#notice.hidden = false;
    }
  }
}
