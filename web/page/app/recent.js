import { element } from './dom.js';

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
    const words = [name, ...values.map((value) => (typeof value === 'string' ? value : `${value.length} bytes`))];
    const time = new Date().toLocaleTimeString();
    this.#list.prepend(element('li', {}, element('button', { type: 'button', onclick: () => this.#onChoose(name, values) },
      element('span', { class: 'line mono' }, words.join(' ')),
      failed ? element('span', { class: 'failed-mark' }, 'error') : undefined,
      element('span', { class: 'faint small number' }, time))));
    while (this.#list.childElementCount > most) this.#list.lastElementChild.remove();
    this.node.hidden = false;
  }
}
