import { element } from './dom.js';
import { Grid } from './grid.js';
import { OperatorView } from './operator-view.js';

const means = { password: 'password', nopass: 'nothing', certificate: 'certificate' };

/** Who may call what, as ACL LIST has it. */
export function usersView({ watching, user }) {
  const grid = new Grid('Users', [
    { name: 'User', of: ({ name }) => name, draw: ({ name }) => [
      element('strong', {}, name), ...(name === user() ? [' ', element('span', { class: 'tag' }, 'you')] : [])] },
    { name: 'Shows', of: ({ shows }) => shows },
    { name: 'May call', of: ({ rules }) => rules.join(' '), draw: ({ rules }) => element('span', { class: 'rules' }, ...rules.map(rule)) },
  ], { key: ({ name }) => name, sorted: 'User' });
  const read = async () => grid.show((await watching().call('acl', 'list')).map(readUser));
  return new OperatorView('Users', 'Who may call what: of a user\'s patterns, the last that fits a command decides.',
    [element('section', { class: 'card' }, grid.node)], read, 5000);
}

function readUser(line) {
  const [, name, , shows, ...rules] = line.split(' ');
  return { name, shows: means[shows] ?? shows, rules };
}

function rule(text) {
  const isTaken = text.startsWith('-');
  const kind = isTaken ? 'not' : text === '*' ? 'all' : '';
  const title = isTaken ? 'may not be called' : text === '*' ? 'everything' : text.startsWith('@') ? 'a group of commands' : undefined;
  return element('span', { class: `rule mono ${kind}`, title }, text);
}
