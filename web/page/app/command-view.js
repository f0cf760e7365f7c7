import { signature } from './catalog.js';
import { copy, element } from './dom.js';
import { field } from './fields.js';
import { copyable, draw } from './reply.js';
import { replyType } from './reply-type.js';

/** A command with its help, a form made of its parameters, and what came of the last call. */
export class CommandView {
  #command;
  #fields;
  #call;
  #onDone;
  #running;
  #outcome = element('section', { class: 'card outcome stack', 'aria-label': 'Reply', hidden: true });
  #submit = element('button', { type: 'submit', id: 'call' }, 'Call');
  #stop = element('button', {
    type: 'button', class: 'quiet', id: 'stop', hidden: true, onclick: () => this.#running.abort(),
  }, 'Stop waiting');

  /** `call(words, options)` calls; `onDone(words, failed)` is called after each call that has ended. */
  constructor(command, call, onDone) {
    this.#command = command;
    this.#call = call;
    this.#onDone = onDone;
    this.#fields = command.parameters.map(field);
  }

  nodes() {
    const { name, help, discussion, parameters, returns, deprecation } = this.#command;
    return [
      element('div', {}, element('h1', { class: 'mono' }, name),
        element('p', { class: 'faint mono small', hidden: parameters.length === 0 && returns === '' }, signature(this.#command))),
      deprecation === undefined ? undefined
        : element('p', { class: 'notice' }, `Deprecated${deprecation === '' ? '' : `: ${deprecation}`}`),
      element('p', { class: 'text' }, help),
      discussion === '' ? undefined : element('p', { class: 'text' }, discussion),
      element('form', { class: 'card stack', id: 'form', 'aria-label': name, onsubmit: (event) => this.#run(event) },
        ...this.#fields.map(({ node }) => node), element('div', { class: 'row' }, this.#submit, this.#stop)),
      this.#command.reply === undefined ? undefined : replyType(this.#command),
      element('div', { 'aria-live': 'polite' }, this.#outcome),
    ].filter((node) => node !== undefined);
  }

  /** Fills in what an earlier call had. */
  fill(values) {
    const rest = [...values];
    for (const field of this.#fields) field.fill(rest);
  }

  async #run(event) {
    event.preventDefault();
    if (this.#running !== undefined) return;
    let words;
    try {
      words = [...this.#command.words, ...this.#arguments()];
    } catch (error) {
      this.#show(error, true, '');
      return error.field?.focus();
    }
    this.#running = new AbortController();
    this.#submit.setAttribute('aria-disabled', 'true'); // disabled, it would lose the focus
    const patience = setTimeout(() => { this.#stop.hidden = false; }, 500);
    const begin = performance.now();
    const [value, failed] = await this.#call(words, { signal: this.#running.signal })
      .then((reply) => [reply, false], (error) => [error, true]);
    clearTimeout(patience);
    this.#running = undefined;
    this.#submit.removeAttribute('aria-disabled');
    if (document.activeElement === this.#stop) this.#submit.focus();
    this.#stop.hidden = true;
    const milliseconds = performance.now() - begin;
    this.#show(value, failed, `${milliseconds.toPrecision(2 + (milliseconds >= 100))} ms`);
    this.#onDone(this.#command.name, words.slice(this.#command.words.length), failed);
  }

  /** What was filled in. An empty field before a filled one can't be left out: its default is sent, or empty text. */
  #arguments() {
    const given = this.#fields.map((field) => field.arguments());
    const last = given.findLastIndex((values) => values.length > 0);
    return given.slice(0, last + 1).flatMap((values, index) => (
      values.length > 0 || this.#fields[index].parameter.isVariadic ? values : [this.#fields[index].standIn()]));
  }

  #show(value, failed, time) {
    const text = failed ? `${value.code ?? ''} ${value.message}`.trim() : copyable(value);
    const button = element('button', { type: 'button', class: 'quiet small push', onclick: () => copy(text, button) }, 'Copy');
    this.#outcome.hidden = false;
    this.#outcome.classList.toggle('failed', failed);
    this.#outcome.replaceChildren(
      element('div', { class: 'row' },
        element('h2', { class: failed ? 'error' : undefined }, failed ? 'Error' : 'Reply'),
        element('span', { class: 'faint small' }, time), button),
      element('div', { class: 'scroll', id: 'reply' }, failed ? element('p', { class: 'error text' }, text) : draw(value)));
  }
}
