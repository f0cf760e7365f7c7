import { signature } from './catalog.js';
import { element } from './dom.js';
import { counted } from './readable.js';

/** All commands with their help: the namespaces', and below them what is built in. */
export function overview(groups, summary) {
  const builtIn = groups.filter(({ isBuiltIn }) => isBuiltIn);
  const commands = builtIn.flatMap(({ commands }) => commands);
  return [
    element('h1', {}, 'Commands'),
    ...groups.filter(({ isBuiltIn }) => !isBuiltIn).map((group) => section(group, summary(group.name))),
    commands.length === 0 ? undefined : element('details', { class: 'card built-in' },
      element('summary', {}, element('h2', {}, 'Built in'), element('span', { class: 'faint small' },
        `${counted(commands.length, 'command')} that every server has`)),
      ...builtIn.map((group) => element('section', { 'aria-label': group.name }, element('h3', {}, group.name), list(group)))),
  ].filter((node) => node !== undefined);
}

/** One namespace with its commands. */
export function namespaceOverview(group, summary) {
  const text = summary(group.name);
  return [
    element('div', {}, element('h1', { class: 'mono' }, group.name), text === '' ? '' : element('p', { class: 'lead' }, text)),
    element('section', { class: 'card', 'aria-label': group.name }, list(group)),
  ];
}

function section(group, summary) {
  return element('section', { class: 'card', 'aria-label': group.name },
    element('div', { class: 'row title' },
      element('h2', {}, element('a', { href: `#${encodeURIComponent(group.name)}` }, group.name)),
      summary === '' ? undefined : element('p', { class: 'faint small' }, summary)),
    list(group));
}

function list({ commands }) {
  return element('ul', { class: 'commands' }, ...commands.map((command) => element('li', {},
    element('a', { href: `#${encodeURIComponent(command.name)}`, class: 'mono' }, signature(command)),
    element('p', { class: 'small' }, command.deprecation === undefined ? '' : mark(), command.help))));
}

function mark() {
  return element('span', { class: 'deprecated-mark' }, 'deprecated ');
}
