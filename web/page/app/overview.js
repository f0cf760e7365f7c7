import { signature } from './catalog.js';
import { element } from './dom.js';
import { title } from './navigation.js';

/** All commands with their help. */
export function overview(groups) {
  return [
    element('h1', {}, 'Commands'),
    ...groups.map((group) => element('section', { class: 'card', 'aria-label': title(group) },
      element('h2', {}, title(group)),
      element('ul', { class: 'commands' }, ...group.commands.map((command) => element('li', {},
        element('a', { href: `#${encodeURIComponent(command.name)}`, class: 'mono' }, signature(command)),
        element('p', { class: 'small' }, command.deprecation === undefined ? '' : mark(), command.help)))))),
  ];
}

function mark() {
  return element('span', { class: 'deprecated-mark' }, 'deprecated ');
}
