import { element } from './dom.js';

/** The views and the list of commands beside the content, with a field that narrows it. */
export class Navigation {
  #place;
  #views = element('ul', { class: 'views', id: 'views' });
  #list = element('div');
  #groups = [];
  #current = '';
  #filter = element('input', {
    type: 'search', id: 'filter', placeholder: 'Filter commands  /', 'aria-label': 'Filter commands',
    autocomplete: 'off', spellcheck: 'false',
    oninput: () => this.#draw(), onkeydown: (event) => this.#press(event),
  });
  #details = element('details', {}, element('summary', {}, 'Menu'), this.#views, this.#filter, this.#list);

  constructor(place) {
    this.#place = place;
    place.append(this.#details);
    const wide = matchMedia('(min-width: 52.01rem)');
    const unfold = () => { this.#details.open = wide.matches; };
    wide.addEventListener('change', unfold);
    unfold();
    this.#details.addEventListener('click', ({ target }) => {
      if (target.closest('a')) this.#details.open = wide.matches;
    });
    this.#list.addEventListener('keydown', (event) => this.#move(event));
    document.addEventListener('keydown', (event) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.target.closest('input, textarea, select')) return;
      event.preventDefault();
      this.#details.open = true;
      this.#filter.focus();
    });
  }

  /** Shows other commands and views. */
  show(groups, views) {
    this.#groups = groups;
    this.#place.hidden = false;
    this.#views.replaceChildren(...[{ name: '', title: 'Commands' }, ...views].map(({ name, title }) => (
      element('li', {}, mark(element('a', { href: `#${name}`, 'data-name': name }, title), name === this.#current)))));
    this.#draw();
  }

  /** Marks what is shown. */
  mark(name) {
    this.#current = name;
    for (const link of this.#place.querySelectorAll('a')) mark(link, link.dataset.name === name);
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
    if (groups.length === 0) this.#list.append(element('p', { class: 'faint small none' }, 'No command fits.'));
  }

  #section({ name, commands, isBuiltIn }) {
    const links = commands.map(({ name, deprecation }) => {
      const dot = name.indexOf('.') + 1;
      return element('li', {}, mark(element('a', {
        href: `#${encodeURIComponent(name)}`, 'data-name': name, class: deprecation === undefined ? undefined : 'deprecated',
        title: deprecation === undefined ? undefined : 'deprecated',
      }, element('span', { class: 'prefix' }, name.slice(0, dot)), name.slice(dot)), name === this.#current));
    });
    const title = isBuiltIn ? name : element('a', { href: `#${encodeURIComponent(name)}`, 'data-name': name }, name);
    return element('section', {}, element('h2', {}, title), element('ul', {}, ...links));
  }

  /** From the field, Enter opens the first command that fits, and the arrow goes down to the list. */
  #press(event) {
    const first = this.#list.querySelector('li a');
    if (event.key === 'Enter' && first !== null) {
      first.click();
      this.#filter.value = '';
      this.#draw();
    } else if (event.key === 'ArrowDown' && first !== null) first.focus();
    else return;
    event.preventDefault();
  }

  #move(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    const links = [...this.#list.querySelectorAll('li a')].filter((link) => link.getClientRects().length > 0);
    const index = links.indexOf(document.activeElement) + by;
    event.preventDefault();
    if (index < 0) this.#filter.focus();
    else links[Math.min(index, links.length - 1)]?.focus();
  }
}

function mark(link, isCurrent) {
  if (isCurrent) link.setAttribute('aria-current', 'page');
  else link.removeAttribute('aria-current');
  return link;
}
