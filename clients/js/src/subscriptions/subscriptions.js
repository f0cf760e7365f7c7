import { Call } from '../connection/call.js';
import { GedisError } from '../errors.js';
import { Subscription } from './subscription.js';

/** What a client listens to. Readers of the same channel share one subscription at the server. */
export class Subscriptions {
  #topics = new Map();
  #connection;

  /** Begins to listen to channels, or to patterns; at once, or when there is a connection. */
  listen(isPattern, names, options) {
    const topics = [...new Set(names)].map((name) => this.#topic(isPattern, name));
    const ready = Promise.all(topics.map((topic) => topic.confirmed)).then(() => undefined);
    const subscription = new Subscription(ready, options, () => {
      for (const topic of topics) this.#leave(topic, subscription);
    });
    for (const topic of topics) topic.readers.add(subscription);
    return subscription;
  }

  /** Renews all on a new connection. */
  renew(connection) {
    this.#connection = connection;
    for (const topic of this.#topics.values()) this.#request(topic);
  }

  /** Remembers that there is no connection. */
  suspend() {
    this.#connection = undefined;
  }

  /** Hands a message of the server to its readers. */
  deliver(kind, items) {
    if (kind !== 'message' && kind !== 'pmessage') return;
    const [channel, message] = items.slice(-2);
    const name = new TextDecoder().decode(items[0]);
    const pattern = kind === 'pmessage' ? items[0] : undefined;
    const topic = this.#topics.get(key(pattern !== undefined, name));
    for (const reader of topic?.readers ?? []) reader.deliver(channel, message, pattern);
  }

  /** Ends all subscriptions. */
  end(error) {
    this.suspend();
    for (const topic of [...this.#topics.values()]) {
      for (const reader of [...topic.readers]) reader.end(error);
    }
  }

  #topic(isPattern, name) {
    const known = this.#topics.get(key(isPattern, name));
    if (known !== undefined) return known;
    const topic = { isPattern, name, readers: new Set() };
    topic.confirmed = new Promise((resolve, reject) => Object.assign(topic, { confirm: resolve, refuse: reject }));
    topic.confirmed.catch(() => {}); // subscribers get the error
    this.#topics.set(key(isPattern, name), topic);
    if (this.#connection !== undefined) this.#request(topic);
    return topic;
  }

  #request(topic) {
    const refused = (error) => {
      if (error.code === 'LOST' || error.code === 'CLOSED') return; // the next connection renews it
      topic.refuse(error);
      for (const reader of [...topic.readers]) reader.end(error);
    };
    const command = topic.isPattern ? 'PSUBSCRIBE' : 'SUBSCRIBE';
    this.#connection.send(new Call([command, topic.name], {}, topic.confirm, refused));
  }

  #leave(topic, subscription) {
    topic.readers.delete(subscription);
    if (topic.readers.size > 0 || this.#topics.get(key(topic.isPattern, topic.name)) !== topic) return;
    this.#topics.delete(key(topic.isPattern, topic.name));
    topic.refuse(new GedisError('the subscription has ended', 'ENDED'));
    const command = topic.isPattern ? 'PUNSUBSCRIBE' : 'UNSUBSCRIBE';
    this.#connection?.send(new Call([command, topic.name], {}, () => {}, () => {}));
  }
}

function key(isPattern, name) {
  return `${isPattern ? 'pattern' : 'channel'}:${name}`;
}
