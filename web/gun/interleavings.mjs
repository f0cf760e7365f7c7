// Has three peers of gun.js whose clocks are wrong put into the same nodes, each node an interleaving of its own, and looks
// whether all peers and the store come to the same: interleavings.mjs GEDIS GUN TIMES.
import assert from 'node:assert/strict';
import { NodePeer } from './peers.mjs';
import { Server, exchange, sleep, until } from './server.mjs';

const [, , gedis, folder, times = '1000'] = process.argv;
const souls = Array.from({ length: Number(times) }, (_, index) => `i${index}`);
const server = await Server.start(gedis, '');
const peers = await Promise.all([0, 1, 2].map(() => NodePeer.start(folder, server.url)));
const puts = await Promise.all(peers.map((peer) => peer.run(async (gun, state, souls) => {
  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const random = (number) => Math.floor(Math.random() * number);
  const values = [null, true, false, 0, 10, -0.5, 'a', 'ab', '😀', ''];
  for (const soul of souls) gun.get(soul).on(() => {});
  await pause(1000);
  const ops = souls.flatMap((soul) => Array.from({ length: 1 + random(3) }, () => soul)).sort(() => Math.random() - 0.5);
  for (const [index, soul] of ops.entries()) {
    // What it takes for now: up to 50 ms before or after.
    state.Gun.state.drift = random(101) - 50;
    gun.get(soul).get(`k${random(3)}`).put(values[random(values.length)]);
    if (index % 20 === 19) await pause(1 + random(20));
  }
  return ops.length;
}, souls)));

/** Values by their keys, of nodes by their souls. */
const plain = (graph) => Object.fromEntries(Object.entries(graph).map(([soul, { _, ...node }]) => [
  soul, Object.fromEntries(Object.entries(node).sort(([a], [b]) => (a < b ? -1 : 1)))]));

let asked = 0;
async function stored() {
  const graph = {};
  for (let start = 0; start < souls.length; start += 50) {
    const answers = await Promise.all(souls.slice(start, start + 50).map((soul) =>
      exchange(server.url, { '#': `all ${asked++}`, get: { '#': soul } }, (answer) => answer['%'] === undefined)));
    for (const answer of answers.flat()) {
      for (const [soul, node] of Object.entries(answer.put ?? {})) graph[soul] = { ...graph[soul], ...node };
    }
  }
  return plain(graph);
}

async function differing() {
  const graphs = [await stored(), ...(await Promise.all(peers.map(async (peer) => plain(await peer.run((gun, state, souls) =>
    Object.fromEntries(souls.filter((soul) => gun._.graph[soul]).map((soul) => [soul, gun._.graph[soul]])), souls)))))];
  return souls.filter((soul) => {
    const texts = graphs.map((graph) => JSON.stringify(graph[soul]));
    return texts[0] === undefined || texts.some((text) => text !== texts[0]);
  });
}

let last = souls;
await until('the same everywhere', async () => {
  last = await differing();
  if (last.length > 0) await sleep(500);
  return last.length === 0;
}, 30_000).catch(() => {});
console.log(`${souls.length} interleavings of ${puts.reduce((sum, count) => sum + count)} puts, ${last.length} differ`);
await Promise.all(peers.map((peer) => peer.close()));
await server.close();
assert.deepEqual(last, []);
process.exit();
