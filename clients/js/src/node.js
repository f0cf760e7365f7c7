import { connector } from './connect.js';
import { openSocket } from './transports/sockets.js';
import { openWebSocket } from './transports/websocket.js';

export * from './errors.js';

/** Connects to a server over TCP, TLS, a Unix socket or a WebSocket. */
export const connect = connector({ tcp: openSocket, tls: openSocket, unix: openSocket, websocket: openWebSocket });
