import { element } from './dom.js';
import { check, nodeAt } from './json-check.js';
import { Problem } from './json-problem.js';
import { place, readJSON } from './json-text.js';

/** The most problems that are listed. */
const most = 8;

/**
 * A text that is JSON of a shape. What is wrong is marked where it stands, and listed below with its line; choosing one there
 * selects it. `text()` is the text, and throws the first problem.
 */
export class JSONEditor {
  #shape;
  #path;
  #area;
  #marks = element('div', { class: 'marks', 'aria-hidden': 'true' });
  #list = element('ul', { class: 'problems', role: 'status' });
  #pause;

  constructor(shape, path, label, { id, rows = 8, placeholder } = {}) {
    this.#shape = shape;
    this.#path = path;
    this.#area = element('textarea', {
      id, rows, spellcheck: 'false', autocapitalize: 'none', 'aria-label': label, placeholder,
      oninput: () => this.#later(), onscroll: () => this.#follow(), onblur: () => this.#show(this.problems()),
    });
    this.node = element('div', { class: 'editor full' }, element('div', { class: 'layers' }, this.#marks, this.#area), this.#list);
    // What covers the marks must be as large as they are.
    new ResizeObserver(() => this.#follow()).observe(this.#area);
  }

  get isEmpty() { return this.#area.value.trim() === ''; }
  get value() { return this.#area.value; }
  set value(text) {
    this.#area.value = text;
    this.#show([]);
  }

  /** Says where in a parameter's value it is. */
  at(path) {
    this.#path = path;
  }

  text() {
    const problems = this.problems();
    this.#show(problems);
    if (problems.length > 0) throw problems[0].in(this.#area);
    return this.#area.value.trim();
  }

  /** What is wrong with the text, with its offsets. */
  problems() {
    if (this.isEmpty) return [];
    try {
      return check(readJSON(this.#area.value), this.#shape, this.#path);
    } catch (error) {
      if (error.offset === undefined) throw error;
      const problem = new Problem(this.#path, `is no JSON: ${error.message}`);
      return [Object.assign(problem, { start: error.offset, end: error.offset + 1 })];
    }
  }

  /** Marks what the server says of a place; returns the field. */
  point(path, message) {
    try {
      const { start, end } = nodeAt(readJSON(this.#area.value), path);
      this.#show([Object.assign(new Problem([...this.#path, ...path], message), { start, end })]);
    } catch {
      // It can't be found in a text that is no JSON.
    }
    return this.#area;
  }

  #later() {
    clearTimeout(this.#pause);
    this.#marks.replaceChildren(); // they would stand at other words
    this.#pause = setTimeout(() => this.#show(this.problems()), 400);
  }

  #show(problems) {
    clearTimeout(this.#pause);
    const text = this.#area.value;
    if (problems.length > 0) this.#area.setAttribute('aria-invalid', 'true');
    else this.#area.removeAttribute('aria-invalid');
    this.#list.replaceChildren(...problems.slice(0, most).map((problem) => this.#item(problem, text)));
    if (problems.length > most) this.#list.append(element('li', { class: 'small faint' }, `and ${problems.length - most} more`));
    const parts = [];
    let at = 0;
    for (const { start, end } of problems) {
      if (start < at) continue;
      parts.push(text.slice(at, start), element('mark', {}, text.slice(start, end) || ' '));
      at = end;
    }
    this.#marks.replaceChildren(...parts, `${text.slice(at)}\n`);
    this.#follow();
  }

  #item(problem, text) {
    const { line, column } = place(text, problem.start);
    const select = () => {
      this.#area.focus();
      this.#area.setSelectionRange(problem.start, Math.min(problem.end, text.length));
    };
    return element('li', {}, element('button', { type: 'button', class: 'plain small', onclick: select },
      element('span', { class: 'number' }, `${line}:${column}`), ` ${problem.message}`));
  }

  #follow() {
    this.#marks.scrollTop = this.#area.scrollTop;
    this.#marks.scrollLeft = this.#area.scrollLeft;
  }
}
