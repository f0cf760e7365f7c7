import { element } from './dom.js';
import { Plot, width } from './plot.js';
import { count, duration } from './readable.js';

const shown = [
  { name: 'Requests/s', draw: count, of: (now, then, seconds) => (now.calls - then.calls) / seconds },
  {
    name: 'Mean latency', draw: duration,
    of(now, then) {
      const calls = now.calls - then.calls;
      return calls > 0 ? (now.microseconds - then.microseconds) / calls : undefined;
    },
  },
  { name: 'Errors/s', isBad: true, draw: count, of: (now, then, seconds) => (now.errors - then.errors) / seconds },
  { name: 'Connections', draw: count, of: (now) => now.connections },
];

/** Draws the server's statistics each second, in `place`; calls `onName` with the server's name. */
export function showStatistics(live, place, onName) {
  const statistics = shown.map((statistic) => new Statistic(statistic));
  let then;
  live.follow((info) => {
    if (info === undefined) {
      then = undefined;
      for (const statistic of statistics) statistic.add(undefined);
      return;
    }
    const now = { ...info, time: performance.now() };
    onName(now.name);
    if (place.hidden) {
      place.replaceChildren(...statistics.map(({ node }) => node));
      place.hidden = false;
    }
    // A server that was restarted counts from zero.
    const isSame = then !== undefined && now.process === then.process && now.calls >= then.calls;
    for (const statistic of statistics) statistic.add(isSame ? statistic.of(now, then, (now.time - then.time) / 1000) : undefined);
    then = now;
  });
}

class Statistic {
  #values = [];
  #value = element('p', { class: 'value' }, '–');
  #plot = new Plot();
  #isBad;
  #draw;

  constructor({ name, isBad = false, of, draw }) {
    this.of = of;
    this.#isBad = isBad;
    this.#draw = draw;
    this.node = element('div', { class: 'statistic' }, element('h2', {}, name), this.#value, this.#plot.node);
  }

  add(value) {
    this.#values.push(value);
    if (this.#values.length > width) this.#values.shift();
    this.#value.textContent = value === undefined ? '–' : this.#draw(value);
    this.#plot.draw(this.#values, this.#isBad);
  }
}
