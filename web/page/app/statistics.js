import { element } from './dom.js';
import { Plot, width } from './plot.js';
import { repeat } from './session.js';

/** Commands by which this page and others like it watch: they would be all that an idle server shows. */
const watching = /^(info|command(\|.*)?|ping|hello)$/;

const shown = [
  { name: 'Requests/s', of: (now, then, seconds) => (now.calls - then.calls) / seconds },
  {
    name: 'Mean latency, µs',
    of(now, then) {
      const calls = now.calls - then.calls;
      return calls > 0 ? (now.microseconds - then.microseconds) / calls : undefined;
    },
  },
  { name: 'Errors/s', isBad: true, of: (now, then, seconds) => (now.errors - then.errors) / seconds },
  { name: 'Connections', of: (now) => now.connections },
];

/** Draws the server's statistics each second, in `place`; calls `onName` with the server's name. */
export function showStatistics(session, place, onName) {
  const statistics = shown.map((statistic) => new Statistic(statistic));
  let then;
  const stop = repeat(1000, async () => {
    let text;
    try {
      text = await session.watching.with({ timeout: 5000 }).info('server', 'clients', 'stats', 'commandstats');
    } catch {
      then = undefined;
      for (const statistic of statistics) statistic.add(undefined);
      return;
    }
    const now = { ...readInfo(text), time: performance.now() };
    if (now.process === undefined) return stop(); // a user without a right to statistics gets what clients connect by
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

/** Reads the reply of INFO. */
export function readInfo(text) {
  const lines = new Map(text.split('\r\n').filter((line) => line.includes(':')).map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1)];
  }));
  const statistics = {
    name: lines.get('server_name'), process: lines.get('process_id'), calls: 0, microseconds: 0,
    errors: Number(lines.get('total_error_replies')), connections: Number(lines.get('connected_clients')),
  };
  for (const [name, value] of lines) {
    if (!name.startsWith('cmdstat_') || watching.test(name.slice('cmdstat_'.length))) continue;
    const totals = Object.fromEntries(value.split(',').map((part) => part.split('=')));
    statistics.calls += Number(totals.calls);
    statistics.microseconds += Number(totals.usec);
  }
  return statistics;
}

class Statistic {
  #values = [];
  #value = element('p', { class: 'value' }, '–');
  #plot = new Plot();
  #isBad;

  constructor({ name, isBad = false, of }) {
    this.of = of;
    this.#isBad = isBad;
    this.node = element('div', { class: 'card statistic' }, element('h2', {}, name), this.#value, this.#plot.node);
  }

  add(value) {
    this.#values.push(value);
    if (this.#values.length > width) this.#values.shift();
    this.#value.textContent = value === undefined ? '–'
      : value.toLocaleString(undefined, { maximumFractionDigits: value < 10 ? 1 : 0 });
    this.#plot.draw(this.#values, this.#isBad);
  }
}
