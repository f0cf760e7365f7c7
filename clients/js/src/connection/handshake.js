import { CommandError, ConnectionError } from '../errors.js';
import { Call } from './call.js';

/** Says who the client is, and that it speaks RESP3. */
export async function greet(connection, { user, password, clientName }, serverName) {
  const parts = ['HELLO', '3'];
  if (password !== undefined) parts.push('AUTH', user ?? 'default', password);
  if (clientName !== undefined) parts.push('SETNAME', clientName);
  try {
    await new Promise((resolve, reject) => connection.send(new Call(parts, {}, resolve, reject)));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const isOld = error.code === 'NOPROTO' || /unknown command/i.test(error.message);
    throw isOld ? new ConnectionError(`${serverName} does not speak RESP3 (${error.message})`, 'PROTOCOL', error) : error;
  }
}

/** Whether trying again would be answered the same: a wrong password, a server that speaks no RESP3. */
export function isFinal(error) {
  return error.code === 'PROTOCOL' || ['WRONGPASS', 'NOAUTH', 'NOPERM'].includes(error.code);
}
