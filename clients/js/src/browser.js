import { connector } from './connect.js';
import { openWebSocket } from './transports/websocket.js';

export * from './errors.js';

/** Connects to a server by WebSocket. */
export const connect = connector({ websocket: openWebSocket });
