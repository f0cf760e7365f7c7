import { element } from './dom.js';
import { histogram } from './histogram.js';
import { readHistograms } from './info.js';
import { count, duration } from './readable.js';
import { repeat } from './session.js';

/** How a command was called by everybody since the server started: calls, failures, and how long they took. */
export class CommandLoad {
  #command;
  #context;
  #totals = element('dl', { class: 'totals' });
  #plot = element('div', {});
  #drawn = '';
  node = element('section', { class: 'card load', 'aria-label': 'How it is called', hidden: true },
    element('h2', {}, 'Since the server started'), this.#totals, this.#plot);

  constructor(command, context) {
    this.#command = command;
    this.#context = context;
  }

  /** Reads on, until what is returned is called. */
  begin() {
    const name = this.#command.words.join('|');
    const stopTotals = this.#context.live.follow((info) => {
      if (info === undefined) return;
      this.#show(info.commands.get(name) ?? { calls: 0, usec: 0, failed: 0, rejected: 0 });
    });
    if (!this.#context.names().includes('latency histogram')) return stopTotals;
    const stop = repeat(2000, async () => {
      try {
        const reply = await this.#context.watching().call('latency', 'histogram', name);
        const steps = readHistograms(reply).get(name) ?? [];
        const text = JSON.stringify(steps);
        if (text !== this.#drawn) this.#plot.replaceChildren(...(steps.length === 0 ? [] : [histogram(steps)]));
        this.#drawn = text;
      } catch {
        // The state beside the server's name shows it.
      }
    });
    return () => { stopTotals(); stop(); };
  }

  #show({ calls, usec, failed, rejected }) {
    const entries = [
      ['calls', count(calls)], ['failed', count(failed), failed > 0], ['rejected', count(rejected), rejected > 0],
      ['mean', calls === 0 ? '–' : duration(usec / calls)],
    ];
    this.#totals.replaceChildren(...entries.map(([name, value, isBad]) => element('div', {},
      element('dt', {}, name), element('dd', { class: isBad ? 'bad' : undefined }, value))));
    this.node.hidden = false;
  }
}
