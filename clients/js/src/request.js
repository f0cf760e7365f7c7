import { UsageError } from './errors.js';
import { requestPart } from './resp/encoder.js';

/** Commands after which replies would not be in line with requests any more, with what is there instead. */
const unsuitable = new Map([
  ['subscribe', 'use subscribe(…)'],
  ['psubscribe', 'use psubscribe(…)'],
  ['unsubscribe', 'leave the loop over the subscription'],
  ['punsubscribe', 'leave the loop over the subscription'],
  ['hello', 'the client has said it'],
  ['auth', 'give connect(…) the user and password'],
  ['reset', 'connect anew'],
  ['quit', 'use close()'],
  ['monitor', 'use redis-cli'],
  ['client reply', 'every call has a reply'],
]);

/** What to do instead of calling a command, if it is not for `call`. */
export function insteadOf(name, ...args) {
  const word = name.toLowerCase();
  return unsuitable.get(word === 'client' ? `client ${args[0]}`.toLowerCase() : word);
}

/** A request's parts: the command's name and its arguments as text or bytes. */
export function request(name, args) {
  if (typeof name !== 'string' || name === '') throw new UsageError("a command's name is text, such as 'system.ping'");
  const advice = insteadOf(name, ...args);
  if (advice !== undefined) throw new UsageError(`${name} is not for call: ${advice}`);
  return [name, ...args].map(requestPart);
}
