import { callOptions } from './options.js';

/** Properties that JavaScript looks for by itself, such as on a value that is awaited. They are no commands. */
const own = new Set(['then', 'toJSON']);

/** What `connect` is fulfilled with: the client's methods, and its server's namespaces as properties. */
export function facade(client, options) {
  const call = (name, ...args) => client.call(options, name, args);
  const methods = {
    call,
    with: (changes) => facade(client, callOptions(changes, options)),
    subscribe: (...channels) => client.listen(false, channels, options),
    psubscribe: (...patterns) => client.listen(true, patterns, options),
    close: () => client.close(),
  };
  const namespaces = new Map();
  return new Proxy(methods, {
    get(target, name) {
      if (typeof name === 'symbol' || own.has(name) || Object.hasOwn(target, name)) return target[name];
      if (!namespaces.has(name)) namespaces.set(name, namespace(name, call));
      return namespaces.get(name);
    },
  });
}

/** `system` of `system.get('name')`. Called itself, as in `ping()`, it is a command without a namespace. */
function namespace(name, call) {
  return new Proxy((...args) => call(name, ...args), {
    get(target, member) {
      if (typeof member === 'symbol' || own.has(member)) return undefined;
      return (...args) => call(`${name}.${member}`, ...args);
    },
  });
}
