// A peer of gun.js in a process of its own: node-peer.cjs GUN URL. It runs the functions that its parent sends.
const path = require('node:path');

const [, , folder, url] = process.argv;
const WebSocket = require('ws');
const log = console.log;
console.log = () => {};
const Gun = require(path.join(folder, 'gun.js'));
try {
  require(path.join(folder, 'sea.js'));
} catch (error) {
  process.stderr.write(`no SEA: ${error.message}\n`);
}
console.log = (...words) => process.env.GEDIS_GUN_VERBOSE && log(...words);
const state = { seen: {}, Gun };
const gun = Gun({ WebSocket, peers: [url], radisk: false, localStorage: false, multicast: false, axe: false, stats: false, log: () => {} });

process.on('message', async ({ id, text, values }) => {
  try {
    const value = await eval(`(${text})`)(gun, state, ...values);
    process.send({ id, value: value === undefined ? null : value });
  } catch (error) {
    process.send({ id, error: String(error?.stack ?? error) });
  }
});
process.on('disconnect', () => process.exit());
process.send({ id: 0 });
