import { element } from './dom.js';

/** The list of commands beside the content, with a field that narrows it. */
export class Navigation {
  #place;
  #list = element('div');
  #groups = [];
  #current = '';
  #filter = element('input', {
    type: 'search', id: 'filter', placeholder: 'Filter', 'aria-label': 'Filter commands',
    autocomplete: 'off', spellcheck: 'false',
    oninput: () => this.#draw(),
  });
  #details = element('details', {}, element('summary', {}, 'All commands'), this.#filter, this.#list);

  constructor(place) {
    this.#place = place;
    place.append(this.#details);
    const wide = matchMedia('(min-width: 52.01rem)');
    const unfold = () => { this.#details.open = wide.matches; };
    wide.addEventListener('change', unfold);
    unfold();
    this.#list.addEventListener('click', ({ target }) => {
      if (target.closest('a')) this.#details.open = wide.matches;
    });
    document.addEventListener('keydown', (event) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.target.closest('input, textarea, select')) return;
      event.preventDefault();
      this.#details.open = true;
      this.#filter.focus();
    });
  }

  /** Shows other commands. */
  show(groups) {
    this.#groups = groups;
    this.#place.hidden = false;
    this.#draw();
  }

  /** Marks the command that is shown. */
  mark(name) {
    this.#current = name;
    for (const link of this.#list.querySelectorAll('a')) mark(link, link.textContent === name);
  }

  #draw() {
    const wanted = this.#filter.value.trim().toLowerCase();
    const fits = ({ name, help }) => `${name} ${help}`.toLowerCase().includes(wanted);
    const groups = this.#groups.map((group) => ({ ...group, commands: group.commands.filter(fits) }))
      .filter(({ commands }) => commands.length > 0);
    const sections = (isBuiltIn) => groups.filter((group) => group.isBuiltIn === isBuiltIn)
      .map((group) => this.#section(group));
    const builtIn = sections(true);
    const isOpen = wanted !== '' || this.#list.querySelector('.built-in')?.open;
    this.#list.replaceChildren(...sections(false));
    if (builtIn.length > 0) {
      this.#list.append(element('details', { class: 'built-in', open: isOpen },
        element('summary', {}, 'Built in'), ...builtIn));
    }
    if (groups.length === 0) this.#list.append(element('p', { class: 'faint small' }, 'No command fits.'));
  }

  #section({ name, commands }) {
    const links = commands.map(({ name, deprecation }) => element('li', {}, mark(
      element('a', {
        href: `#${encodeURIComponent(name)}`, class: deprecation === undefined ? undefined : 'deprecated',
        title: deprecation === undefined ? undefined : 'deprecated',
      }, name), name === this.#current)));
    return element('section', {}, element('h2', {}, name), element('ul', {}, ...links));
  }
}

/** A group's name, as headings have it. */
export function title({ name, isBuiltIn }) {
  return isBuiltIn ? `${name} (built in)` : name;
}

function mark(link, isCurrent) {
  if (isCurrent) link.setAttribute('aria-current', 'page');
  else link.removeAttribute('aria-current');
  return link;
}
