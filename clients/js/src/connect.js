import { Client } from './client.js';
import { facade } from './commands.js';
import { parseAddress } from './connection/address.js';
import { UsageError } from './errors.js';
import { connectionOptions } from './options.js';

/** `connect`, over the transports that there are; `transports` has an opener for each kind of address. */
export function connector(transports) {
  return async (url, options = {}) => {
    const { credentials, ...address } = parseAddress(url);
    const settings = connectionOptions(options, credentials);
    const open = transports[address.kind];
    if (open === undefined) throw new UsageError(`only ws:// and wss:// can be opened here, not ${address.name}`);
    const client = new Client(address, settings, open);
    await client.connect();
    const { timeout, maps, bytes } = settings;
    return facade(client, { timeout, maps, bytes });
  };
}
