import { address } from './session.js';
import { basic } from './token.js';

const pause = 2000;

/** A peer of GUN that asks for one node, and is sent what changes of it until it is closed. */
export class GraphConnection {
  #url;
  #protocols;
  #soul;
  #notify;
  #socket;
  #timer;

  /**
   * `notify` has `values(node)`, called with what the server sends of the node; `answered()`, called when it has said what there
   * is; `refused(message)`, after which nothing more comes; and `lost()`, after which it connects again.
   */
  constructor(path, credentials, soul, notify) {
    this.#url = address(path);
    this.#protocols = protocols(credentials);
    this.#soul = soul;
    this.#notify = notify;
    this.#open();
  }

  close() {
    clearTimeout(this.#timer);
    this.#socket.onclose = undefined;
    this.#socket.onmessage = undefined;
    this.#socket.close();
  }

  #open() {
    const id = crypto.getRandomValues(new Uint32Array(2)).join('');
    const socket = new WebSocket(this.#url, this.#protocols);
    this.#socket = socket;
    socket.onopen = () => socket.send(JSON.stringify({ '#': id, get: { '#': this.#soul } }));
    socket.onmessage = ({ data }) => {
      for (const message of read(data)) this.#take(message, id);
    };
    socket.onclose = () => {
      this.#notify.lost();
      this.#timer = setTimeout(() => this.#open(), pause);
    };
  }

  #take(message, id) {
    if (message.dam !== undefined) return;
    const isAnswer = message['@'] === id;
    if (isAnswer && message.err !== undefined) {
      this.close();
      this.#notify.refused(String(message.err));
      return;
    }
    const node = message.put?.[this.#soul];
    if (node?._?.['>'] !== undefined) this.#notify.values(node);
    if (isAnswer) this.#notify.answered();
  }
}

/** A page can set no header of a WebSocket but that of its protocols, so one of them says who it is. */
function protocols({ user, password }) {
  if (password === undefined) return ['gedis'];
  const text = basic(user, password).slice('Basic '.length);
  return ['gedis', `gedis.basic.${text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`];
}

/** The messages of a frame: one, an array of them, or one of their texts. */
function read(frame) {
  const messages = [JSON.parse(frame)].flat();
  return messages.map((message) => (typeof message === 'string' ? JSON.parse(message) : message))
    .filter((message) => typeof message === 'object' && message !== null);
}
