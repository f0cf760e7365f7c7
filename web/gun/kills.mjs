// Kills gedis while three peers of gun.js put, and looks whether what was acknowledged is there: kills.mjs GEDIS GUN TIMES.
import assert from 'node:assert/strict';
import { NodePeer } from './peers.mjs';
import { Server, exchange, sleep } from './server.mjs';

const [, , gedis, folder, times = '50'] = process.argv;
const server = await Server.start(gedis, '');
const peers = await Promise.all([0, 1, 2].map(() => NodePeer.start(folder, server.url)));
for (const [index, peer] of peers.entries()) {
  await peer.run((gun, state, index) => {
    state.acknowledged = [];
    let n = 0;
    setInterval(() => {
      const key = `p${index}-${n++}`;
      gun.get('kills').get(key).put(n, (ack) => { if (ack.ok) state.acknowledged.push(key); });
    }, 2);
  }, index);
}
for (let turn = 0; turn < Number(times); turn++) {
  await sleep(2200 + Math.random() * 800);
  await server.end('SIGKILL');
  await server.begin();
}
await sleep(3000);
const acknowledged = (await Promise.all(peers.map((peer) => peer.run((gun, state) => state.acknowledged)))).flat();
await Promise.all(peers.map((peer) => peer.close()));
const answers = await exchange(server.url, { '#': 'all', get: { '#': 'kills' } }, (answer) => answer['%'] === undefined);
const stored = new Set(answers.flatMap((answer) => Object.keys(answer.put?.kills ?? {})));
const lost = acknowledged.filter((key) => !stored.has(key));
console.log(`${times} kills, ${acknowledged.length} puts acknowledged, ${stored.size - 1} stored, ${lost.length} lost`);
await server.close();
assert.equal(lost.length, 0);
process.exit();
