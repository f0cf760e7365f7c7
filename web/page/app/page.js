import { readCatalog } from './catalog.js';
import { CommandView } from './command-view.js';
import { element, part } from './dom.js';
import { Live } from './live.js';
import { Navigation } from './navigation.js';
import { namespaceOverview, overview } from './overview.js';
import { Recent } from './recent.js';
import { byName, link, readRoute } from './route.js';
import { repeat } from './session.js';
import { showStatistics } from './statistics.js';
import { permittedViews } from './views.js';
import { makeView } from './view-making.js';

const content = part('content');

/** The page of a user who is signed in: what they may call, and what of it is shown. */
export class Page {
  #session;
  #live;
  #catalog = { text: '', groups: [], names: [] };
  #summaries = new Map();
  #graphPath;
  #views = [];
  #made = new Map();
  #shown;
  #endShown;
  #handled;
  #navigation = new Navigation(part('navigation'));
  #recent = new Recent((name, words) => this.#repeat(name, words));

  constructor(session) {
    this.#session = session;
    this.#live = new Live(session);
    part('user').hidden = session.user === undefined;
    part('user-name').textContent = session.user ?? '';
    addEventListener('hashchange', () => {
      this.#route();
      content.focus({ preventScroll: true });
      scrollTo(0, 0);
    });
    showStatistics(this.#live, part('statistics'), (name) => {
      part('server').textContent = name;
      document.title = `${name} · gedis`;
    });
    this.#begin();
  }

  async #begin() {
    await this.#live.ready;
    repeat(2000, () => this.#readCommands());
  }

  /** What views need to know of the page. */
  get context() {
    return {
      live: this.#live, watching: () => this.#session.watching.with({ timeout: 5000, bytes: false }),
      session: this.#session, names: () => this.#catalog.names, user: () => this.#session.user ?? 'default',
      isInformed: () => this.#live.isPermitted, credentials: () => this.#session.credentials,
      graphPath: () => this.#graphPath,
      ownIDs: () => this.#session.own.map(({ id }) => id), ownAddresses: () => this.#session.own.map(({ addr }) => addr),
      summary: (namespace) => this.#summaries.get(namespace) ?? '', command: (name) => this.#command(name),
      call: ([name, ...args], options) => this.#session.calling.with(options).call(name, ...args),
      done: (...done) => this.#recent.add(...done), changed: (name, values) => this.#remember(name, values),
      place: () => ({
        host: location.hostname, port: this.#live.latest?.port || undefined, isSecure: location.protocol === 'https:',
        user: this.#session.user, url: new URL('.', document.baseURI).href,
      }),
    };
  }

  /** Takes over commands that were added, changed or removed while the page is open. */
  async #readCommands() {
    let docs;
    try {
      docs = await this.#session.watching.with({ timeout: 5000 }).command('docs');
    } catch {
      return; // the state beside the server's name shows it
    }
    const { groups, names } = readCatalog(docs);
    const text = JSON.stringify([groups, names]);
    if (text === this.#catalog.text) return;
    await this.#readDocument();
    this.#catalog = { text, groups, names };
    this.#views = permittedViews(names, this.#live.isPermitted, this.#graphPath !== undefined);
    this.#navigation.show(groups, this.#views);
    this.#route();
  }

  async #readDocument() {
    try {
      const { namespaces, gun } = await this.#session.document('commands');
      this.#summaries = new Map(namespaces.map(({ name, summary }) => [name, summary]));
      this.#graphPath = gun;
    } catch {
      // They are not needed to call.
    }
  }

  #command(name) {
    return this.#catalog.groups.flatMap(({ commands }) => commands).find((command) => command.name === name);
  }

  #route() {
    const { name, values, soul } = readRoute();
    const isNew = this.#handled !== location.hash;
    this.#handled = location.hash;
    this.#navigation.mark(name);
    const { groups } = this.#catalog;
    if (name === '') return this.#show(groups, () => overview(groups, this.context.summary));
    if (this.#views.some((view) => view.name === name)) {
      const view = this.#keep(name, name, () => makeView(name, this.context));
      if (soul !== undefined) view.open(soul);
      return this.#show(view, () => view.nodes());
    }
    const command = this.#command(name);
    if (command !== undefined) {
      const text = JSON.stringify(command);
      const isMade = this.#made.get(name)?.text === text;
      const view = this.#keep(name, text, () => new CommandView(command, this.context));
      if (values !== undefined && (isNew || !isMade)) view.fill(values);
      return this.#show(view, () => [...view.nodes(), this.#recent.node]);
    }
    const group = groups.find((group) => group.name === name);
    if (group !== undefined) return this.#show(group, () => namespaceOverview(group, this.context.summary));
    return this.#show(undefined, () => [missing(name)]);
  }

  /** A view, the same as long as what it is made of is. */
  #keep(name, text, make) {
    const known = this.#made.get(name);
    if (known?.text === text) return known.view;
    const view = make();
    this.#made.set(name, { text, view });
    return view;
  }

  /** Changes what is shown, unless it is shown already: what is being typed stays. */
  #show(view, nodes) {
    if (this.#shown === view && view !== undefined) return;
    this.#endShown?.();
    this.#shown = view;
    content.replaceChildren(...nodes());
    this.#endShown = view?.begin?.();
  }

  /** Lets the address name what is filled in, so that it is there after a reload and in a bookmark. */
  #remember(name, values) {
    if (readRoute().name !== name) return;
    history.replaceState(null, '', link(name, values));
    this.#handled = location.hash;
  }

  #repeat(name, words) {
    const command = this.#command(name);
    if (command === undefined) return;
    location.hash = link(name, byName(command.parameters, words));
    this.#handled = location.hash;
    this.#route();
    this.#made.get(name).view.fill(words);
  }
}

function missing(name) {
  return element('section', { class: 'card stack' },
    element('h1', {}, 'No such command'), element('p', {}, `There is no ${name}, or you may not call it.`));
}
