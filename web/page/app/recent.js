import { element } from './dom.js';
import { clockElement, size } from './readable.js';

const most = 20;

/** The calls that were made here, latest first; choosing one fills in its form again. */
export class Recent {
  #list = element('ul', { class: 'recent' });
  #onChoose;
  node = element('section', { class: 'card', 'aria-label': 'Recent calls', hidden: true },
    element('h2', {}, 'Recent calls'), this.#list);

  constructor(onChoose) {
    this.#onChoose = onChoose;
  }

  add(name, values, failed) {
    const words = [name, ...values.map((value) => (typeof value === 'string' ? value : size(value.length)))];
    const line = words.join(' ');
    const last = this.#list.firstElementChild;
    // The same call again is one line.
    if (last !== null && last.dataset.line === line && last.dataset.failed === String(failed)) last.remove();
    this.#list.prepend(element('li', { 'data-line': line, 'data-failed': String(failed) },
      element('button', { type: 'button', onclick: () => this.#onChoose(name, values) },
        element('span', { class: 'line mono' }, line),
        failed ? element('span', { class: 'failed-mark' }, 'error') : undefined,
        element('span', { class: 'faint small' }, clockElement(Date.now())))));
    while (this.#list.childElementCount > most) this.#list.lastElementChild.remove();
    this.node.hidden = false;
  }
}
