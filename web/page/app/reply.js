import { copy, element, save } from './dom.js';
import { segments } from './segments.js';
import { drawRaw } from './reply-raw.js';
import { draw } from './reply-table.js';
import { copyable } from './reply-text.js';
import { drawTree } from './reply-tree.js';

const forms = { table: draw, tree: drawTree, raw: drawRaw };

/** What came of a call: a reply as a table, a tree or as redis-cli has it, or an error. */
export class Outcome {
  #value;
  #name;
  #form = 'table';
  #title = element('h2', {});
  #time = element('span', { class: 'faint small' });
  #choice = segments('Show the reply as', Object.keys(forms), this.#form, (form) => {
    this.#form = form;
    this.#draw();
  });
  #copy = element('button', { type: 'button', class: 'quiet small', onclick: () => copy(this.#text, this.#copy) }, 'Copy');
  #save = element('button', { type: 'button', class: 'quiet small', onclick: () => this.#download() }, 'Save');
  #place = element('div', { class: 'scroll', id: 'reply' });
  node = element('section', { class: 'card outcome', 'aria-label': 'Reply', hidden: true },
    element('div', { class: 'row' }, this.#title, this.#time,
      element('div', { class: 'row push tools' }, this.#choice.node, this.#copy, this.#save)),
    this.#place);

  /** Shows a reply; `name` is what a file with it is called. */
  showReply(value, time, name) {
    this.#value = value;
    this.#name = name;
    this.#begin(false, time);
    this.#draw();
  }

  showError(error, time) {
    this.#value = `${error.code ?? ''} ${error.message}`.trim();
    this.#begin(true, time);
    this.#place.replaceChildren(element('p', { class: 'error text' }, this.#value));
  }

  #begin(isFailed, time) {
    this.node.hidden = false;
    this.node.classList.toggle('failed', isFailed);
    this.#title.textContent = isFailed ? 'Error' : 'Reply';
    this.#title.classList.toggle('error', isFailed);
    this.#time.textContent = time;
    this.#choice.node.hidden = isFailed;
    this.#save.hidden = isFailed;
  }

  #draw() {
    this.#place.replaceChildren(forms[this.#form](this.#value));
  }

  get #text() { return copyable(this.#value); }

  #download() {
    const isBytes = this.#value instanceof Uint8Array;
    if (isBytes) save(this.#value, `${this.#name}.bin`, 'application/octet-stream');
    else save(this.#text, `${this.#name}.json`, 'application/json');
  }
}
