import { element } from './dom.js';
import { GraphConnection } from './graph-connection.js';
import { GraphRows } from './graph-rows.js';
import { count, counted } from './readable.js';
import { soulLink } from './route.js';

/** A node of GUN's graph: its keys and values, and when they were written, as they change. */
export class GraphView {
  #context;
  #soul;
  #isShown = false;
  #isAnswered = false;
  #isLost = false;
  #connection;
  #rows = new GraphRows(() => this.#report());
  #title = element('h2', { class: 'mono text' });
  #state = element('p', { class: 'faint small', role: 'status', id: 'graph-state' });
  #notice = element('p', { class: 'notice', role: 'alert', hidden: true });
  #field = element('input', {
    id: 'graph-soul', name: 'soul', required: true, autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false',
  });
  #table = element('div', { class: 'scroll', hidden: true }, element('table', { class: 'grid node', id: 'graph-node', 'aria-label': 'Node' },
    element('thead', {}, element('tr', {}, ...['Key', 'Value', 'Written'].map((name) => element('th', { scope: 'col' }, name)))),
    this.#rows.node));
  #card = element('section', { class: 'card stack', 'aria-label': 'The node', hidden: true },
    element('div', { class: 'row' }, this.#title, this.#state), this.#table);
  #nodes;

  constructor(context) {
    this.#context = context;
    const form = element('form', { class: 'card row', onsubmit: (event) => this.#submit(event) },
      element('div', { class: 'field grow' }, element('label', { for: 'graph-soul' }, 'Soul'), this.#field),
      element('button', {}, 'Show'));
    this.#nodes = [
      element('div', {}, element('h1', {}, 'Graph'), element('p', { class: 'faint lead' },
        'A node that peers of GUN sync: a soul, which is a namespace of the backend, with its keys, as they change.')),
      form, this.#notice, this.#card,
    ];
  }

  nodes() { return this.#nodes; }

  /** It is followed only as long as it is shown. */
  begin() {
    this.#isShown = true;
    this.#follow();
    return () => {
      this.#isShown = false;
      this.#stop();
    };
  }

  /** Shows another node. */
  open(soul) {
    if (soul === this.#soul || soul === '') return;
    this.#soul = soul;
    this.#field.value = soul;
    this.#title.textContent = soul;
    if (this.#isShown) this.#follow();
  }

  #submit(event) {
    event.preventDefault();
    location.hash = soulLink(this.#field.value);
  }

  #follow() {
    this.#stop();
    this.#rows.clear();
    this.#notice.hidden = true;
    [this.#isAnswered, this.#isLost] = [false, false];
    this.#card.hidden = this.#soul === undefined;
    this.#report();
    if (this.#soul === undefined) return;
    this.#connection = new GraphConnection(this.#context.graphPath(), this.#context.credentials(), this.#soul, {
      values: (node) => this.#rows.take(node),
      answered: () => {
        [this.#isAnswered, this.#isLost] = [true, false];
        this.#report();
      },
      lost: () => {
        this.#isLost = true;
        this.#report();
      },
      refused: (message) => {
        this.#card.hidden = true;
        this.#notice.textContent = message;
        this.#notice.hidden = false;
      },
    });
  }

  #stop() {
    this.#connection?.close();
    this.#connection = undefined;
  }

  #report() {
    const { all, shown } = this.#rows.counts;
    this.#table.hidden = all === 0;
    const keys = all > shown && shown > 0 ? `${count(shown)} of ${counted(all, 'key')}` : counted(all, 'key');
    const text = this.#isLost ? 'connection lost, trying again'
      : !this.#isAnswered ? 'asking for it'
        : all === 0 ? 'Nothing is there yet. What is put there appears here.' : `${keys}, live`;
    if (this.#state.textContent !== text) this.#state.textContent = text;
  }
}
