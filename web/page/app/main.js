import { readCatalog } from './catalog.js';
import { CommandView } from './command-view.js';
import { element, part } from './dom.js';
import { showStatistics } from './statistics.js';
import { Messages } from './messages.js';
import { Navigation } from './navigation.js';
import { overview } from './overview.js';
import { Recent } from './recent.js';
import { Session, repeat } from './session.js';
import { signInForm } from './sign-in.js';

const content = part('content');

/** The page of a user who is signed in. */
class Page {
  #session;
  #messages;
  #catalog = '';
  #groups = [];
  #views = new Map();
  #shown;
  #navigation = new Navigation(part('navigation'));
  #recent = new Recent((name, values) => {
    location.hash = encodeURIComponent(name);
    this.#route();
    this.#views.get(name)?.view.fill(values);
  });

  constructor(session) {
    this.#session = session;
    this.#messages = new Messages(session);
    part('views').hidden = false;
    part('user').hidden = session.user === undefined;
    part('user-name').textContent = session.user ?? '';
    addEventListener('hashchange', () => {
      this.#route();
      content.focus({ preventScroll: true });
      scrollTo(0, 0);
    });
    showStatistics(session, part('statistics'), (name) => {
      part('server').textContent = name;
      document.title = `${name} · gedis`;
    });
    repeat(2000, () => this.#readCommands());
  }

  /** Takes over commands that were added, changed or removed while the page is open. */
  async #readCommands() {
    let docs;
    try {
      docs = await this.#session.watching.with({ timeout: 5000 }).command('docs');
    } catch {
      return; // the state beside the server's name shows it
    }
    const groups = readCatalog(docs);
    const catalog = JSON.stringify(groups);
    if (catalog === this.#catalog) return;
    this.#catalog = catalog;
    this.#groups = groups;
    this.#navigation.show(groups);
    this.#route();
  }

  #route() {
    const name = decodeURIComponent(location.hash.slice(1));
    this.#navigation.mark(name);
    for (const link of part('views').children) {
      if ((link.hash === '#messages') === (name === 'messages')) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    if (name === 'messages') return this.#show(this.#messages, () => this.#messages.nodes());
    if (name === '') return this.#show(this.#groups, () => overview(this.#groups));
    const command = this.#groups.flatMap(({ commands }) => commands).find((command) => command.name === name);
    if (command === undefined) return this.#show(undefined, () => [missing(name)]);
    const view = this.#view(command);
    this.#show(view, () => [...view.nodes(), this.#recent.node]);
  }

  /** Changes what is shown, unless it is shown already: what is being typed stays. */
  #show(view, nodes) {
    if (this.#shown === view && view !== undefined) return;
    this.#shown = view;
    content.replaceChildren(...nodes());
  }

  /** A command's view, the same as long as the command is. */
  #view(command) {
    const text = JSON.stringify(command);
    const known = this.#views.get(command.name);
    if (known?.text === text) return known.view;
    const call = ([name, ...args], options) => this.#session.calling.with(options).call(name, ...args);
    const view = new CommandView(command, call, (...done) => this.#recent.add(...done));
    this.#views.set(command.name, { text, view });
    return view;
  }
}

function missing(name) {
  return element('section', { class: 'card stack' },
    element('h1', {}, 'No such command'), element('p', {}, `There is no ${name}, or you may not call it.`));
}

function showState(state, error) {
  const text = { connected: 'connected', disconnected: 'connection lost, trying again' };
  part('state').dataset.state = state;
  part('state').textContent = text[state] ?? error?.message ?? state;
}

async function signIn(credentials) {
  const session = await Session.open(credentials, showState);
  new Page(session);
}

function askForSignIn(message) {
  showState('disconnected');
  part('state').textContent = 'signed out';
  content.replaceChildren(signInForm(message, signIn));
  content.querySelector('input').focus();
}

part('skip').addEventListener('click', (event) => {
  event.preventDefault(); // the address names the command
  content.focus();
});
part('sign-out').addEventListener('click', () => location.reload());

try {
  await signIn({});
} catch (error) {
  if (error.code === 'NOAUTH') askForSignIn();
  else {
    showState('closed', error);
    content.replaceChildren(element('p', { class: 'notice', role: 'alert' }, error.message));
  }
}
