import { Client } from './client.js';
import { facade } from './commands.js';
import { parseAddress } from './connection/address.js';
import { UsageError } from './errors.js';

const defaults = {
  timeout: 10_000, connectTimeout: 10_000, maps: 'object', bytes: false,
  reconnect: { min: 50, max: 5_000 },
};

const known = new Set([
  ...Object.keys(defaults), 'user', 'password', 'clientName', 'ca', 'cert', 'key', 'servername', 'onState',
]);

/** `connect`, over the transports that there are; `transports` has an opener for each kind of address. */
export function connector(transports) {
  return async (url, options = {}) => {
    for (const name of Object.keys(options)) {
      if (!known.has(name)) throw new UsageError(`no such option: ${name}`);
    }
    const address = parseAddress(url);
    const open = transports[address.kind];
    if (open === undefined) throw new UsageError(`only ws:// and wss:// can be opened here, not ${address.name}`);
    const { reconnect } = options;
    const settings = {
      ...defaults, ...options,
      reconnect: reconnect === false ? false : { ...defaults.reconnect, ...reconnect },
      user: options.user ?? address.user,
      password: options.password ?? address.password,
    };
    const client = new Client(address, settings, open);
    await client.connect();
    const { timeout, maps, bytes } = settings;
    return facade(client, { timeout, maps, bytes });
  };
}
