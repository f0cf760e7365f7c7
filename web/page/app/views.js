/** The views besides commands, each with what the user must be allowed to call for it to be there. */
export const views = [
  { name: 'namespaces', title: 'Namespaces', needs: ['info'] },
  { name: 'load', title: 'Load', needs: ['info', 'latency histogram'] },
  { name: 'slow-log', title: 'Slow log', needs: ['slowlog get'] },
  { name: 'clients', title: 'Clients', needs: ['client list'] },
  { name: 'users', title: 'Users', needs: ['acl list'] },
  { name: 'monitor', title: 'Monitor', needs: ['monitor'] },
  { name: 'messages', title: 'Messages', needs: [], some: ['subscribe', 'psubscribe', 'publish'] },
];

/**
 * The views that a user may see. `names` are the commands that they may call; `isInformed` says whether INFO tells them of
 * statistics, which everybody may call.
 */
export function permittedViews(names, isInformed) {
  const known = new Set(names);
  return views.filter(({ needs, some }) => (
    needs.every((name) => known.has(name) && (name !== 'info' || isInformed))
    && (some === undefined || some.some((name) => known.has(name)))));
}
