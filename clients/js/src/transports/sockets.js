import * as net from 'node:net';
import * as tls from 'node:tls';
import { ConnectionError } from '../errors.js';

/** Opens a TCP, TLS or Unix socket. */
export function openSocket(address, options, handlers, signal) {
  return new Promise((resolve, reject) => {
    const socket = connect(address, options);
    let cause;
    const abandon = () => socket.destroy();
    signal.addEventListener('abort', abandon);
    socket.once(address.kind === 'tls' ? 'secureConnect' : 'connect', () => {
      signal.removeEventListener('abort', abandon);
      if (address.kind !== 'unix') socket.setNoDelay(true).setKeepAlive(true, 30_000);
      resolve({ write: (bytes) => socket.write(bytes), close: () => socket.destroy() });
    });
    socket.on('data', handlers.data);
    socket.on('error', (error) => { cause = error; });
    socket.on('close', () => {
      signal.removeEventListener('abort', abandon);
      const reason = cause?.message || cause?.code || 'closed by the server';
      reject(new ConnectionError(`no connection to ${address.name}: ${reason}`, 'FAILED', cause));
      handlers.end(new ConnectionError(`${address.name}: ${reason}`, 'LOST', cause));
    });
  });
}

function connect({ kind, host, port, path }, { ca, cert, key, servername }) {
  switch (kind) {
    case 'unix': return net.connect({ path });
    case 'tcp': return net.connect({ host, port });
    case 'tls': return tls.connect({
      host, port, ca, cert, key, servername: servername ?? (net.isIP(host) ? undefined : host),
    });
  }
}
