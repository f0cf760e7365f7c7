import { element } from './dom.js';
import { Grid } from './grid.js';
import { OperatorView } from './operator-view.js';
import { ago, duration, timeElement } from './readable.js';
import { byName, link } from './route.js';

/** The calls that took long, as SLOWLOG has them. */
export function slowLogView({ watching, names, command }) {
  const request = ({ words }) => {
    const known = command(words[0]) ?? command(words.slice(0, 2).join(' '));
    const properties = { class: 'mono clip', title: words.join(' ') };
    if (known === undefined) return element('span', properties, words.join(' '));
    const href = link(known.name, byName(known.parameters, words.slice(known.words.length)));
    return element('a', { ...properties, href }, words.join(' '));
  };
  const all = element('input', { type: 'checkbox', onchange: () => view.refresh() });
  const grid = new Grid('Slow calls', [
    { name: 'When', of: ({ time }) => time, draw: ({ time }) => timeElement(time * 1000) },
    { name: 'Took', of: ({ took }) => took, draw: ({ took }) => duration(took), isNumber: true },
    { name: 'Request', of: ({ words }) => words.join(' '), draw: request },
    { name: 'From', of: ({ from }) => from, draw: ({ from, name }) => [
      element('span', { class: 'mono' }, from), name === '' ? undefined : element('span', { class: 'faint' }, ` ${name}`)] },
  ], { key: ({ id }) => id, sorted: 'When', isDescending: true, empty: 'No call took long enough.' });
  const reset = names().includes('slowlog reset') ? element('button', {
    type: 'button', class: 'quiet small', onclick: () => view.act(() => watching().call('slowlog', 'reset')),
  }, 'Forget them all') : undefined;
  const read = async () => {
    const entries = await watching().call('slowlog', 'get', 128);
    // How long ago a call was changes without the call.
    grid.show(entries.map(([id, time, took, words, from, name]) => ({ id, time, took, words, from, name, ago: ago(time * 1000) }))
      .filter(({ name }) => all.checked || name !== 'page-watching'));
  };
  const view = new OperatorView('Slow log', 'Calls that took longer than slowlog_milliseconds, the latest ones.',
    [element('section', { class: 'card stack' }, grid.node, element('div', { class: 'row' },
      element('label', { class: 'flag small' }, all, 'By pages such as this one, too'), element('span', { class: 'push' }), reset))], read);
  return view;
}
