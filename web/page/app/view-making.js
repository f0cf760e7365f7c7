import { clientsView } from './clients-view.js';
import { GraphView } from './graph-view.js';
import { loadView } from './load-view.js';
import { Messages } from './messages.js';
import { MonitorView } from './monitor-view.js';
import { namespacesView } from './namespaces-view.js';
import { slowLogView } from './slow-log-view.js';
import { usersView } from './users-view.js';

const makers = {
  namespaces: namespacesView, load: loadView, 'slow-log': slowLogView, clients: clientsView, users: usersView,
  monitor: (context) => new MonitorView(context),
  graph: (context) => new GraphView(context),
  messages: ({ session, names }) => new Messages(session, names()),
};

/** Makes a view by its name; `context` is what it needs to know of the page. */
export function makeView(name, context) {
  return makers[name](context);
}
