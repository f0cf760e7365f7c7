import { element } from './dom.js';
import { MonitorConnection } from './monitor-connection.js';
import { clockElement } from './readable.js';

/** The most requests that are kept. */
const most = 500;

/** Requests of all clients as they come, as MONITOR has them. */
export class MonitorView {
  #context;
  #connection;
  #own = [];
  #waiting = [];
  #rows = element('tbody');
  #notice = element('p', { class: 'notice', role: 'alert', hidden: true });
  #toggle = element('button', { type: 'button', id: 'monitor-toggle', onclick: () => this.#change() }, 'Begin');
  #filter = element('input', {
    type: 'search', id: 'monitor-filter', placeholder: 'Only lines with …', 'aria-label': 'Only lines with',
    autocomplete: 'off', spellcheck: 'false', oninput: () => this.#narrow(),
  });
  #pages = element('input', { type: 'checkbox' });
  #nodes;

  constructor(context) {
    this.#context = context;
    const clear = element('button', { type: 'button', class: 'quiet small', onclick: () => this.#rows.replaceChildren() }, 'Clear');
    this.#nodes = [
      element('div', {}, element('h1', {}, 'Monitor'),
        element('p', { class: 'faint lead' },
          'Every request of every client, as it comes. It costs the server something as long as it goes on.')),
      this.#notice,
      element('section', { class: 'card stack', 'aria-label': 'Requests' },
        element('div', { class: 'row' }, this.#toggle, element('div', { class: 'grow' }, this.#filter),
          element('label', { class: 'flag small' }, this.#pages, 'This page\'s, too'), clear),
        element('div', { class: 'scroll' }, element('table', { class: 'grid', id: 'requests', 'aria-label': 'Requests' },
          element('thead', {}, element('tr', {}, ...['Time', 'From', 'Request'].map((name) => element('th', { scope: 'col' }, name)))),
          this.#rows))),
    ];
  }

  nodes() { return this.#nodes; }

  /** It goes on only as long as it is shown. */
  begin() { return () => this.#stop(); }

  async #change() {
    if (this.#connection !== undefined) return this.#stop();
    this.#notice.hidden = true;
    this.#toggle.textContent = 'Stop';
    this.#connection = new MonitorConnection(this.#context.credentials(), (line) => this.#take(line), (message) => {
      this.#stop();
      this.#notice.textContent = message;
      this.#notice.hidden = false;
    });
    this.#own = await this.#context.ownAddresses();
  }

  #stop() {
    this.#connection?.close();
    this.#connection = undefined;
    this.#toggle.textContent = 'Begin';
  }

  /** Many lines may come between two pictures. */
  #take(line) {
    if (this.#waiting.length === 0) requestAnimationFrame(() => this.#draw());
    this.#waiting.push(line);
    if (this.#waiting.length > most) this.#waiting.shift();
  }

  #draw() {
    const lines = this.#waiting.map(readLine).filter((line) => line !== undefined)
      .filter(({ from }) => this.#pages.checked || !this.#own.includes(from));
    this.#waiting = [];
    this.#rows.prepend(...lines.reverse().map(({ time, from, request }) => element('tr', { hidden: !this.#fits(`${from} ${request}`) },
      element('td', { class: 'faint' }, clockElement(time)), element('td', { class: 'mono faint' }, from),
      element('td', { class: 'mono text' }, request))));
    while (this.#rows.childElementCount > most) this.#rows.lastElementChild.remove();
  }

  #fits(text) {
    return text.toLowerCase().includes(this.#filter.value.trim().toLowerCase());
  }

  #narrow() {
    for (const row of this.#rows.children) row.hidden = !this.#fits(row.textContent);
  }
}

/** Reads a line of MONITOR: `1339518083.107412 [0 127.0.0.1:60866] "keys" "*"`. */
function readLine(line) {
  const [, seconds, from, request] = /^(\d+\.\d+) \[\d+ ([^\]]*)\] (.*)$/s.exec(line) ?? [];
  return seconds === undefined ? undefined : { time: Number(seconds) * 1000, from, request };
}
