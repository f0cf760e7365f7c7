import { element, shape } from './dom.js';
import { Grid } from './grid.js';
import { isWatching, readHistograms, readInfo } from './info.js';
import { OperatorView } from './operator-view.js';
import { count, duration } from './readable.js';
import { link } from './route.js';

/** What each command has cost since the server started: calls, failures and how long they took. */
export function loadView({ watching, command }) {
  let isAll = false;
  const grid = new Grid('Load', [
    { name: 'Command', of: ({ name }) => name, draw: ({ name }) => (command(name) === undefined
      ? element('span', { class: 'mono' }, name) : element('a', { class: 'mono', href: link(name) }, name)) },
    { name: 'Calls', of: ({ calls }) => calls, draw: ({ calls }) => count(calls), isNumber: true },
    { name: 'Failed', of: ({ failed }) => failed, draw: ({ failed }) => bad(failed), isNumber: true },
    { name: 'Rejected', of: ({ rejected }) => rejected, draw: ({ rejected }) => bad(rejected), isNumber: true },
    { name: 'Time in all', of: ({ usec }) => usec, draw: ({ usec }) => duration(usec), isNumber: true },
    { name: 'Mean', of: ({ mean }) => mean, draw: ({ mean }) => duration(mean), isNumber: true },
    { name: 'Median', of: ({ p50 }) => p50, draw: ({ p50 }) => duration(p50), isNumber: true },
    { name: '99 %', of: ({ p99 }) => p99, draw: ({ p99 }) => duration(p99), isNumber: true },
    { name: 'How long', draw: ({ steps }) => bars(steps) },
  ], { key: ({ name }) => name, sorted: 'Time in all', isDescending: true, empty: 'Nothing has been called yet.' });
  const all = element('input', { type: 'checkbox', onchange: () => { isAll = all.checked; view.refresh(); } });
  const read = async () => {
    const [text, histograms] = await Promise.all([
      watching().info('commandstats', 'latencystats'), watching().call('latency', 'histogram').then(readHistograms)]);
    const { commands, percentiles } = readInfo(text);
    grid.show([...commands].filter(([name, { calls, rejected }]) => calls + rejected > 0 && (isAll || !isWatching(name)))
      .map(([name, totals]) => ({
        ...totals, name: name.replace('|', ' '), mean: totals.calls === 0 ? 0 : totals.usec / totals.calls,
        p50: percentiles.get(name)?.p50 ?? 0, p99: percentiles.get(name)?.p99 ?? 0, steps: histograms.get(name) ?? [],
      })));
  };
  const view = new OperatorView('Load', 'What each command has cost since the server started.', [
    element('section', { class: 'card stack' }, grid.node,
      element('label', { class: 'flag small' }, all, 'What pages such as this one ask, too'))], read);
  return view;
}

function bad(number) {
  return element('span', { class: number > 0 ? 'bad' : 'faint' }, count(number));
}

/** The lengths from 1 µs to about 17 s, each twice the one before; as tall as the logarithm of how many calls took so long. */
function bars(steps) {
  const calls = Array(25).fill(0);
  for (const { limit, calls: number } of steps) calls[Math.min(24, Math.max(0, Math.round(Math.log2(limit))))] += number;
  const top = Math.log1p(Math.max(1, ...calls));
  const label = steps.filter(({ calls }) => calls > 0)
    .map(({ limit, calls }) => `${count(calls)} at most ${duration(limit)}`).join(', ');
  const tall = (number) => (Math.log1p(number) / top) * 19;
  return shape('svg', { class: 'bars', viewBox: '0 0 100 20', role: 'img', 'aria-label': label, preserveAspectRatio: 'none' },
    shape('title', {}, label),
    ...calls.flatMap((number, index) => (number === 0 ? [] : [
      shape('rect', { x: index * 4 + 0.4, width: 3.2, y: 20 - tall(number), height: tall(number) })])));
}
