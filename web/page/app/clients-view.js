import { element } from './dom.js';
import { Grid } from './grid.js';
import { OperatorView } from './operator-view.js';
import { duration } from './readable.js';

/** Who is connected, as CLIENT LIST has it. */
export function clientsView({ watching, names, ownIDs }) {
  const kill = (id) => view.act(() => watching().call('client', 'kill', 'ID', id));
  const grid = new Grid('Clients', [
    { name: 'Client', of: ({ name, id }) => name || `~${id}`, draw: ({ name, id, isOwn }) => [
      element('span', { class: name === '' ? 'faint' : undefined }, name === '' ? `no. ${id}` : name),
      ...(isOwn ? [' ', element('span', { class: 'tag' }, 'this page')] : [])] },
    { name: 'User', of: ({ user }) => user },
    { name: 'From', of: ({ addr }) => addr, draw: ({ addr }) => element('span', { class: 'mono' }, addr) },
    { name: 'Connected', of: ({ age }) => age, draw: ({ age }) => duration(age * 1e6), isNumber: true },
    { name: 'Idle', of: ({ idle }) => idle, draw: ({ idle }) => (idle < 2 ? '–' : duration(idle * 1e6)), isNumber: true },
    { name: 'Last command', of: ({ cmd }) => cmd, draw: ({ cmd }) => element('span', { class: 'mono' }, cmd) },
    { name: 'Library', of: ({ lib }) => lib, draw: ({ lib }) => element('span', { class: 'faint' }, lib) },
    { name: '', isShown: names().includes('client kill'), draw: ({ id, name, isOwn }) => (isOwn ? '' : element('button', {
      type: 'button', class: 'quiet small', 'aria-label': `Disconnect ${name === '' ? id : name}`, onclick: () => kill(id),
    }, 'Disconnect')) },
  ], { key: ({ id }) => id, sorted: 'Connected', isDescending: true });
  const read = async () => {
    const [own, list] = await Promise.all([ownIDs(), watching().call('client', 'list')]);
    grid.show(readClients(list).map((client) => ({ ...client, isOwn: own.includes(client.id) })));
  };
  const view = new OperatorView('Clients', 'Who is connected now.', [element('section', { class: 'card' }, grid.node)], read);
  return view;
}

function readClients(text) {
  return text.split('\n').filter((line) => line !== '').map((line) => {
    const { id, addr, name = '', user = '', age, idle, cmd = '', 'lib-name': library = '', 'lib-ver': version = '' } = fields(line);
    return { id, addr, name, user, age: Number(age), idle: Number(idle), cmd: cmd.replace('|', ' '), lib: `${library} ${version}`.trim() };
  });
}

function fields(line) {
  return Object.fromEntries(line.split(' ').map((part) => {
    const sign = part.indexOf('=');
    return [part.slice(0, sign), part.slice(sign + 1)];
  }));
}
