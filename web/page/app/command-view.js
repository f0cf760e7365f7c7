import { signature } from './catalog.js';
import { CommandLoad } from './command-load.js';
import { copyAs } from './copy-as.js';
import { element } from './dom.js';
import { field } from './fields.js';
import { readPath } from './json-problem.js';
import { duration } from './readable.js';
import { Outcome } from './reply.js';
import { replyType } from './reply-type.js';
import { byName } from './route.js';
import { Shape } from './schema.js';

/** A command with its help, a form made of its parameters, how it was called by all, and what came of the last call here. */
export class CommandView {
  #command;
  #context;
  #fields;
  #running;
  #load;
  #outcome = new Outcome();
  #submit = element('button', { type: 'submit', id: 'call' }, 'Call');
  #stop = element('button', {
    type: 'button', class: 'quiet', id: 'stop', hidden: true, onclick: () => this.#running.abort(),
  }, 'Stop waiting');
  #nodes;

  /**
   * `context` has `call(words, options)`, which calls; `done(name, words, failed)`, which is called after each call that has ended;
   * `changed(values)`, which is when what is filled in has changed; `place()`, which says where the server is; and `load`, which
   * makes what shows how a command was called, where the user may know.
   */
  constructor(command, context) {
    this.#command = command;
    this.#context = context;
    this.#fields = command.parameters.map(field);
    this.#load = context.isInformed() ? new CommandLoad(command, context) : undefined;
    this.#nodes = this.#make();
  }

  nodes() { return this.#nodes; }

  /** Is called when it is shown, and returns what is to be called when it is no longer. */
  begin() { return this.#load?.begin(); }

  /** Fills in words: those of an earlier call, in order, or those of a link, by the parameters' names. */
  fill(values) {
    const words = values instanceof Map ? values : byName(this.#command.parameters, values);
    for (const field of this.#fields) field.fill([...words.get(field.parameter.name) ?? []]);
  }

  #make() {
    const { name, help, discussion, parameters, returns, deprecation } = this.#command;
    const current = () => {
      const values = byName(parameters, this.#arguments());
      const parts = parameters.flatMap((parameter) => (values.get(parameter.name) ?? []).map((word) => (
        { word, isJSON: new Shape(parameter.schema).isWrittenAsJSON })));
      const own = this.#command.words.map((word) => ({ word, isJSON: false }));
      const all = [...own, ...parts];
      return { words: all.map(({ word }) => word), isJSON: all.map(({ isJSON }) => isJSON), values };
    };
    const changed = () => {
      try { this.#context.changed(name, current().values); } catch { /* what is wrong is in no link */ }
    };
    return [
      element('div', {}, element('h1', { class: 'mono' }, name),
        element('p', { class: 'faint mono small', hidden: parameters.length === 0 && returns === '' }, signature(this.#command))),
      deprecation === undefined ? undefined
        : element('p', { class: 'notice' }, `Deprecated${deprecation === '' ? '' : `: ${deprecation}`}`),
      help === '' ? undefined : element('p', { class: 'text lead' }, help),
      discussion === '' ? undefined : element('p', { class: 'text faint' }, discussion),
      element('form', { class: 'card stack', id: 'form', 'aria-label': name, onsubmit: (event) => this.#run(event), onchange: changed },
        ...this.#fields.map(({ node }) => node), element('div', { class: 'row' }, this.#submit, this.#stop),
        copyAs(name, current, this.#context.place)),
      this.#command.reply === undefined ? undefined : replyType(this.#command),
      element('div', { class: 'outcome-place', 'aria-live': 'polite' }, this.#outcome.node),
      this.#load?.node,
    ].filter((node) => node !== undefined);
  }

  async #run(event) {
    event.preventDefault();
    if (this.#running !== undefined) return;
    let words;
    try {
      words = this.#arguments();
    } catch (error) {
      this.#outcome.showError(error, '');
      return error.field?.focus();
    }
    this.#running = new AbortController();
    this.#submit.setAttribute('aria-disabled', 'true'); // disabled, it would lose the focus
    const patience = setTimeout(() => { this.#stop.hidden = false; }, 500);
    const begin = performance.now();
    const [value, failed] = await this.#context.call([...this.#command.words, ...words], { signal: this.#running.signal })
      .then((reply) => [reply, false], (error) => [error, true]);
    const time = duration((performance.now() - begin) * 1000);
    clearTimeout(patience);
    this.#running = undefined;
    this.#submit.removeAttribute('aria-disabled');
    if (document.activeElement === this.#stop) this.#submit.focus();
    this.#stop.hidden = true;
    if (failed) {
      this.#outcome.showError(value, time);
      this.#point(value.message);
    } else this.#outcome.showReply(value, time, this.#command.name);
    this.#context.changed(this.#command.name, byName(this.#command.parameters, words));
    this.#context.done(this.#command.name, words, failed);
  }

  /** Marks the place in an argument that the server's error names. */
  #point(message) {
    const [, index, path, problem] = /argument (\d+) '[^']*' (\S+) ((?:must|is) .*)/.exec(message) ?? [];
    if (index === undefined || !/^[\w$]+([.[]|$)/.test(path) || path === 'must' || path === 'is') return;
    this.#fields[Number(index) - 1]?.point(readPath(path), problem);
  }

  /** What was filled in. An empty field before a filled one can't be left out: its default is sent, or empty text. */
  #arguments() {
    const given = this.#fields.map((field) => field.arguments());
    const last = given.findLastIndex((values) => values.length > 0);
    return given.slice(0, last + 1).flatMap((values, index) => (
      values.length > 0 || this.#fields[index].parameter.isVariadic ? values : [this.#fields[index].standIn()]));
  }
}
