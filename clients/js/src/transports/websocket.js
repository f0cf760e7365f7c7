import { ConnectionError, UsageError } from '../errors.js';

/** Opens a WebSocket, which carries RESP in binary frames. */
export function openWebSocket(address, options, handlers, signal) {
  if (globalThis.WebSocket === undefined) {
    throw new UsageError('there is no WebSocket here (Node has one from 22 on); use redis:// or rediss://');
  }
  if (options.ca ?? options.cert ?? options.key) {
    throw new UsageError('a WebSocket trusts what its system trusts: ca, cert and key are for rediss://');
  }
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address.url);
    socket.binaryType = 'arraybuffer';
    const abandon = () => socket.close();
    signal.addEventListener('abort', abandon);
    socket.onopen = () => {
      signal.removeEventListener('abort', abandon);
      resolve({ write: (bytes) => socket.send(bytes), close: () => socket.close() });
    };
    socket.onmessage = ({ data }) => {
      if (typeof data !== 'string') return handlers.data(new Uint8Array(data));
      handlers.end(new ConnectionError(`${address.name} sent text, where RESP comes in binary frames`, 'PROTOCOL'));
    };
    socket.onclose = ({ code, reason }) => {
      signal.removeEventListener('abort', abandon);
      const why = reason === '' ? `closed (${code})` : reason;
      reject(new ConnectionError(`no connection to ${address.name}: ${why}`, 'FAILED'));
      handlers.end(new ConnectionError(`${address.name}: ${why}`, 'LOST'));
    };
  });
}
