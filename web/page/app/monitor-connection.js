import { Encoder } from '../gedis/resp/encoder.js';
import { Parser } from '../gedis/resp/parser.js';
import { address } from './session.js';

/** A connection that is shown every request: after MONITOR, replies are in line with no requests any more, so it has its own. */
export class MonitorConnection {
  #socket;

  /** `onLine(text)` is called with each request's line, `onEnd(message)` when no more will come. */
  constructor({ user, password }, onLine, onEnd) {
    const encoder = new Encoder();
    let confirmations = 2;
    const parser = new Parser({
      format: () => ({}),
      reply: (value) => {
        if (value instanceof Error) return this.#end(onEnd, value.message);
        if (confirmations > 0) confirmations -= 1;
        else onLine(String(value));
      },
      push: () => {},
    });
    const socket = new WebSocket(address());
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      encoder.add(['HELLO', '3', ...(password === undefined ? [] : ['AUTH', user, password]), 'SETNAME', 'page-monitor']);
      encoder.add(['MONITOR']);
      socket.send(encoder.take());
    };
    socket.onmessage = ({ data }) => parser.push(new Uint8Array(data));
    socket.onclose = () => this.#end(onEnd, 'the connection was lost');
  }

  close() {
    this.#socket.onclose = undefined;
    this.#socket.onmessage = undefined;
    this.#socket.close();
  }

  #end(onEnd, message) {
    this.close();
    onEnd(message);
  }
}
