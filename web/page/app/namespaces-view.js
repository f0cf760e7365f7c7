import { element } from './dom.js';
import { Grid } from './grid.js';
import { readInfo } from './info.js';
import { OperatorView } from './operator-view.js';
import { count, counted, size } from './readable.js';

const states = {
  served: { text: 'served', kind: 'good' },
  loading: { text: 'loading', kind: 'warn', help: 'its init() goes on' },
  quarantined: {
    text: 'quarantined', kind: 'bad',
    help: 'it crashed the server again and again; a reload or a change of its source lifts it',
  },
};

/** The namespaces with their state, and the processes that serve them, as INFO has them. */
export function namespacesView({ watching, summary }) {
  const grid = new Grid('Namespaces', [
    { name: 'Namespace', of: ({ name }) => name, draw: ({ name, summary }) => [
      element('a', { href: `#${encodeURIComponent(name)}`, class: 'mono' }, name),
      summary === '' ? undefined : element('p', { class: 'small faint' }, summary)] },
    { name: 'State', of: ({ state }) => state, draw: drawState },
    { name: 'Served by', of: ({ workers }) => workers, draw: ({ isMounted, workers, running, restarts, memory }) => {
      if (isMounted) return 'another server';
      if (workers === 0) return element('span', { class: 'faint' }, 'the server itself');
      const rest = restarts > 0 ? ` · ${counted(restarts, 'restart')}` : '';
      return [`${running === workers ? '' : `${running} of `}${counted(workers, 'worker')}`,
        element('p', { class: 'small faint' }, `${size(memory)}${rest}`)];
    } },
    { name: 'Commands', of: ({ commands }) => commands, isNumber: true },
    { name: 'Calls', of: ({ calls }) => calls, draw: ({ calls }) => count(calls), isNumber: true },
    { name: 'Failed', of: ({ failed }) => failed, draw: ({ failed }) => (
      element('span', { class: failed > 0 ? 'bad' : 'faint' }, count(failed))), isNumber: true },
  ], { key: ({ name }) => name, sorted: 'Namespace' });
  const read = async () => {
    const { namespaces } = readInfo(await watching().info('namespaces'));
    grid.show([...namespaces].map(([name, of]) => ({
      name, summary: summary(name), state: of.state, isMounted: of.mounted === '1', commands: Number(of.commands),
      calls: Number(of.calls), failed: Number(of.failed_calls), workers: Number(of.workers ?? 0),
      running: Number(of.running_workers ?? 0), restarts: Number(of.restarts ?? 0), memory: Number(of.memory ?? 0),
    })));
  };
  return new OperatorView('Namespaces', 'What the server serves, and how that is.',
    [element('section', { class: 'card' }, grid.node)], read);
}

function drawState({ state }) {
  const { text, kind, help } = states[state] ?? { text: state, kind: '' };
  return element('span', { class: `state-mark ${kind}`, title: help }, text);
}
