/** The views besides commands, each with what the user must be allowed to call for it to be there. */
export const views = [
  { name: 'namespaces', title: 'Namespaces', needs: ['info'] },
  { name: 'load', title: 'Load', needs: ['info', 'latency histogram'] },
  { name: 'slow-log', title: 'Slow log', needs: ['slowlog get'] },
  { name: 'clients', title: 'Clients', needs: ['client list'] },
  { name: 'users', title: 'Users', needs: ['acl list'] },
  { name: 'monitor', title: 'Monitor', needs: ['monitor'] },
  { name: 'messages', title: 'Messages', needs: [], some: ['subscribe', 'psubscribe', 'publish'] },
  { name: 'graph', title: 'Graph', needs: [], isOfGraph: true },
];

/**
 * The views that a user may see. `names` are the commands that they may call; `isInformed` says whether INFO tells them of
 * statistics, which everybody may call; `hasGraph`, whether there is a graph of GUN that they may read.
 */
export function permittedViews(names, isInformed, hasGraph) {
  const known = new Set(names);
  return views.filter(({ needs, some, isOfGraph = false }) => (
    (hasGraph || !isOfGraph)
    && needs.every((name) => known.has(name) && (name !== 'info' || isInformed))
    && (some === undefined || some.some((name) => known.has(name)))));
}
