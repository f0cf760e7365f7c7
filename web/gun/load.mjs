// Sends a GUN server puts or gets, so many at a time, and prints how long that took: load.mjs URL OPTIONS, a JSON object.
// What is not answered in time is counted, and sent anew under another id.
import { createRequire } from 'node:module';

const WebSocket = createRequire(import.meta.url)('ws');
const [, , url, text] = process.argv;
const { kind, connections, depth, count, keys, seconds } = JSON.parse(text);
const perNode = 100;
const place = (index) => [`bench/${Math.floor(index / perNode)}`, `key${index % perNode}`];
const random = () => Math.floor(Math.random() * keys);
let [begun, done, refused, unanswered, next, received] = [0, 0, 0, 0, 0, 0];
let end = () => {};
/** When all but a hundredth was answered: gun.js' server leaves a few unanswered, which are sent again after 10 s. */
let nearlyDone = 0;

/** The messages of a frame. gun.js' server now and then leaves the quotes of an id away: its answer counts all the same. */
function read(text) {
  try {
    return [JSON.parse(text)].flat();
  } catch {
    return [...text.matchAll(/"@":"?(\w+)"?,"(ok|put)"/g)].map(([, id, kind]) => ({ '@': id, [kind]: true }));
  }
}

class Peer {
  waiting = new Map();

  constructor(number) {
    this.number = number;
    this.socket = new WebSocket(url, { perMessageDeflate: false });
    this.socket.on('message', (data) => this.receive(String(data)));
  }

  receive(text) {
    let isAnswered = false;
    for (const message of read(text)) {
      received += 1;
      const id = message['@'];
      if (!this.waiting.has(id) || (kind === 'put' && !('ok' in message || 'err' in message))) continue;
      this.waiting.delete(id);
      isAnswered = true;
      done += 1;
      if (done === Math.floor(count * 0.99)) nearlyDone = Number(process.hrtime.bigint() - begin) / 1e9;
      if (message.err || (kind === 'get' && !message.put)) refused += 1;
    }
    // Half of them are answered before others follow, so that the load is not what is measured.
    if (isAnswered && this.waiting.size <= depth / 2) this.fill();
    if (done >= count) end();
  }

  /** Sends until as many wait as should, in lists of up to 9,000 characters as gun.js does. */
  fill() {
    let list = [];
    let size = 0;
    while (this.waiting.size < depth && begun < count) {
      const index = kind === 'put' ? begun % keys : random();
      begun += 1;
      const text = this.message(index);
      list.push(text);
      size += text.length;
      if (size > 9000) {
        this.socket.send(`[${list.join()}]`);
        [list, size] = [[], 0];
      }
    }
    if (list.length) this.socket.send(list.length === 1 ? list[0] : `[${list.join()}]`);
  }

  message(index) {
    const [soul, key] = place(index);
    const id = `${process.pid.toString(36)}${this.number}x${next++}`;
    this.waiting.set(id, { index, time: Date.now() });
    if (kind === 'get') return `{"#":"${id}","get":{"#":"${soul}",".":"${key}"}}`;
    return `{"#":"${id}","put":{"${soul}":{"_":{"#":"${soul}",">":{"${key}":${Date.now() - 1000 + next / 1000}}},"${key}":"value ${next} of thirty bytes"}}}`;
  }

  retry(time) {
    for (const [id, { index, time: sent }] of this.waiting) {
      if (sent > time) continue;
      this.waiting.delete(id);
      unanswered += 1;
      this.socket.send(this.message(index));
    }
  }
}

const peers = Array.from({ length: connections }, (_, number) => new Peer(number));
await Promise.all(peers.map((peer) => new Promise((resolve, reject) => peer.socket.on('open', resolve).on('error', reject))));
const begin = process.hrtime.bigint();
const timer = setInterval(() => peers.forEach((peer) => peer.retry(Date.now() - 10_000)), 1000);
const limit = setTimeout(() => end(), seconds * 1000);
await new Promise((resolve) => {
  end = resolve;
  peers.forEach((peer) => peer.fill());
});
const elapsed = Number(process.hrtime.bigint() - begin) / 1e9;
clearInterval(timer);
clearTimeout(limit);
console.log(JSON.stringify({ done, refused, unanswered, received, seconds: elapsed, rate: nearlyDone ? (count * 0.99) / nearlyDone : done / elapsed }));
process.exit();
