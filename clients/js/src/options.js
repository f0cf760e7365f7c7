import { UsageError } from './errors.js';

const isTime = (value) => typeof value === 'number' && value >= 0;
const isText = (value) => typeof value === 'string';
const isFlag = (value) => typeof value === 'boolean';

/** The options of calls, with what is required of each. */
const call = {
  timeout: [isTime, 'a number of milliseconds, or 0 for none'],
  signal: [(value) => value instanceof AbortSignal, 'an AbortSignal'],
  bytes: [isFlag, 'true or false'],
  maps: [(value) => value === 'object' || value === 'map', "'object' or 'map'"],
};

/** The options of connections. Certificates are for the system's own checks. */
const connection = {
  timeout: call.timeout, bytes: call.bytes, maps: call.maps,
  connectTimeout: call.timeout,
  user: [isText, 'text'], password: [isText, 'text'], clientName: [isText, 'text'], servername: [isText, 'text'],
  ca: undefined, cert: undefined, key: undefined,
  reconnect: [(value) => value === false || typeof value === 'object', 'false, or { min, max } in milliseconds'],
  onState: [(value) => typeof value === 'function', 'a function'],
};

const defaults = {
  timeout: 10_000, connectTimeout: 10_000, maps: 'object', bytes: false,
};

const pauses = { min: 50, max: 5_000 };

/** Options of calls, over those that there are. */
export function callOptions(changes, options) {
  return { ...options, ...checked(changes, call) };
}

/** Options of a connection, with the defaults; the credentials of its URL stand behind those that are given. */
export function connectionOptions(given, credentials) {
  const options = { ...defaults, ...credentials, ...checked(given, connection) };
  const { reconnect } = options;
  if (reconnect === false) return options;
  for (const name of Object.keys(reconnect ?? {})) {
    if (!Object.hasOwn(pauses, name) || !isTime(reconnect[name])) {
      throw new UsageError(`the option reconnect is ${connection.reconnect[1]}`);
    }
  }
  return { ...options, reconnect: { ...pauses, ...reconnect } };
}

/** The options that are not undefined, if each is known and what it must be. */
function checked(options, known) {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    if (!Object.hasOwn(known, name)) {
      throw new UsageError(`there is no option '${name}'; there are ${Object.keys(known).join(', ')}`);
    }
    const [isRight, what] = known[name] ?? [() => true];
    if (!isRight(value)) throw new UsageError(`the option ${name} is ${what}`);
  }
  return Object.fromEntries(given);
}
