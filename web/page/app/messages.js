import { element, part } from './dom.js';
import { clockElement } from './readable.js';

const most = 200;

/** Listens to channels, shows what arrives, and publishes. */
export class Messages {
  #session;
  #chips = element('ul', { class: 'chips', 'aria-label': 'Listening to' });
  #rows = element('tbody');
  #notice = element('p', { class: 'notice', role: 'alert', hidden: true });
  #empty = element('p', { class: 'faint' }, 'Messages appear here as they are published.');
  #head = ['Time', 'Channel', 'Message'].map((name) => element('th', { scope: 'col' }, name));
  #table = element('div', { class: 'scroll', hidden: true }, element('table', { class: 'full', id: 'messages' },
    element('thead', {}, element('tr', {}, ...this.#head)), this.#rows));
  #nodes;

  /** `names` are the commands that the user may call. */
  constructor(session, names) {
    this.#session = session;
    const mayListen = names.includes('subscribe') || names.includes('psubscribe');
    const clear = element('button', { type: 'button', class: 'quiet small push', onclick: () => this.#clear() }, 'Clear');
    this.#nodes = [
      element('h1', {}, 'Messages'),
      this.#notice,
      mayListen
        ? form('listen', 'Listen', [['channel', 'Channel, or pattern such as news.*']], ({ channel }) => this.#listen(channel)) : '',
      names.includes('publish')
        ? form('publish', 'Publish', [['channel', 'Channel'], ['message', 'Message']], (values) => this.#publish(values)) : '',
      element('section', { class: 'card stack', 'aria-label': 'Received' },
        element('div', { class: 'row' }, element('h2', {}, 'Received'), clear), this.#chips,
        element('div', { 'aria-live': 'polite', 'aria-relevant': 'additions' }, this.#empty, this.#table)),
    ].filter((node) => node !== '');
  }

  /** The same nodes each time: what was received stays while another view is shown. */
  nodes() {
    return this.#nodes;
  }

  async #listen(channel) {
    const isPattern = /[*?[]/.test(channel);
    const subscription = isPattern ? this.#session.watching.psubscribe(channel) : this.#session.watching.subscribe(channel);
    const chip = element('li', { class: 'chip' }, channel, element('button', {
      type: 'button', class: 'quiet', 'aria-label': `Stop listening to ${channel}`, onclick: () => {
        subscription.return();
        part('listen-channel').focus();
      },
    }, '×'));
    try {
      await subscription.ready;
      this.#chips.append(chip);
      this.#read(subscription, chip);
    } catch (error) {
      this.#report(error);
    }
  }

  async #read(subscription, chip) {
    try {
      for await (const { channel, message } of subscription) this.#show(channel, message);
    } catch (error) {
      this.#report(error);
    }
    chip.remove();
  }

  async #publish({ channel, message }) {
    try {
      await this.#session.watching.publish(channel, message);
      this.#notice.hidden = true;
    } catch (error) {
      this.#report(error);
    }
  }

  #show(channel, message) {
    this.#rows.prepend(element('tr', {},
      element('td', { class: 'number faint' }, clockElement(Date.now())),
      element('td', {}, channel), element('td', { class: 'text' }, message)));
    while (this.#rows.childElementCount > most) this.#rows.lastElementChild.remove();
    this.#empty.hidden = true;
    this.#table.hidden = false;
  }

  #clear() {
    this.#rows.replaceChildren();
    this.#empty.hidden = false;
    this.#table.hidden = true;
  }

  #report(error) {
    this.#notice.textContent = error.message;
    this.#notice.hidden = false;
  }
}

/** A form in one row; the last field is emptied when it was sent. */
function form(id, label, fields, act) {
  const inputs = fields.map(([name]) => element('input', {
    id: `${id}-${name}`, name, required: name === 'channel', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false',
  }));
  const submit = (event) => {
    event.preventDefault();
    act(Object.fromEntries(inputs.map(({ name, value }) => [name, value])));
    inputs.at(-1).value = '';
  };
  return element('form', { class: 'card row', id, 'aria-label': label, onsubmit: submit },
    ...fields.map(([name, text], index) => element('div', { class: 'field grow' },
      element('label', { for: `${id}-${name}` }, text), inputs[index])),
    element('button', { type: 'submit' }, label));
}
