// Measures gedis beside gun.js' own server: bench.mjs GEDIS GUN [KEYS] [TURNS] [puts]. See scripts/gun.
// With puts nothing is read: with 100,000 keys gun.js' server takes minutes for that, and gigabytes.
//
// A server runs on one core and the load on another; the two servers take turns. The same clients send both the same
// messages. Processor time and memory are those of a server's process with all it has started.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { GunServer } from './gun-server.mjs';
import { Server } from './server.mjs';

const run = promisify(execFile);
const [, , gedis, folder, keys = '20000', turns = '3', only = ''] = process.argv;
const file = (name) => fileURLToPath(new URL(name, import.meta.url));
const cores = cpus().length > 1 ? ['0', '1'] : ['0', '0'];

/** The processes that a process has started, and itself. */
async function tree(pid) {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')).split(' ').filter(Boolean);
  return [pid, ...(await Promise.all(children.map(tree))).flat()];
}

/** Processor time in seconds, and memory in MB, of a process with all it has started. */
async function usage(pid) {
  let [seconds, memory] = [0, 0];
  for (const process of await tree(pid)) {
    const fields = (await readFile(`/proc/${process}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ');
    seconds += (Number(fields[11]) + Number(fields[12])) / 100;
    memory += Number(/Pss:\s+(\d+)/.exec(await readFile(`/proc/${process}/smaps_rollup`, 'utf8'))[1]) / 1024;
  }
  return { seconds, memory };
}

async function load(server, options) {
  const before = await usage(server.process.pid);
  const words = ['-c', cores[1], process.execPath, file('load.mjs'), server.url, JSON.stringify({ connections: 8, keys: Number(keys), seconds: 120, ...options })];
  const result = JSON.parse((await run('taskset', words)).stdout);
  const after = await usage(server.process.pid);
  return { cost: ((after.seconds - before.seconds) / result.done) * 1e6, memory: after.memory, ...result };
}

const kinds = {
  'gun.js': () => GunServer.start(folder, { core: cores[0] }),
  'gedis, sqlite': () => Server.start(gedis, '', { type: 'sqlite', core: cores[0] }),
  'gedis, memory': () => Server.start(gedis, '', { type: 'memory', core: cores[0] }),
};
const measured = {};
const note = (kind, name, value) => ((measured[kind] ??= {})[name] ??= []).push(value);
for (let turn = 0; turn < Number(turns); turn++) {
  for (const [kind, start] of Object.entries(kinds)) {
    const server = await start();
    const empty = (await usage(server.process.pid)).memory;
    const steps = {
      puts: { kind: 'put', depth: 1000, count: Number(keys) },
      gets: { kind: 'get', depth: 64, count: Number(keys) / 5 },
      'gets of what was asked for before': { kind: 'get', depth: 64, count: Number(keys) / 5, keys: Number(keys) / 1000 },
      'gets, one at a time': { kind: 'get', depth: 1, count: Number(keys) / 20 },
    };
    for (const [name, options] of Object.entries(steps)) {
      if (only && name !== only) continue;
      const result = await load(server, options);
      note(kind, `${name} a second`, result.rate);
      note(kind, `${name}: microseconds of processor`, result.cost);
      if (name === 'puts') note(kind, 'MB after the puts', result.memory);
      if (result.refused || result.unanswered || result.done < options.count) {
        console.log(`${kind}, ${name}: ${JSON.stringify(result)}`);
      }
    }
    const { memory } = await usage(server.process.pid);
    note(kind, 'MB after the gets', memory);
    note(kind, 'MB when empty', empty);
    await server.close();
  }
}
const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
const shown = (value) => (value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
console.log(`${keys} keys, medians of ${turns} turns; in brackets over gun.js`);
for (const name of Object.keys(measured['gun.js'])) {
  const base = median(measured['gun.js'][name]);
  const texts = Object.keys(kinds).map((kind) => {
    const value = median(measured[kind][name]);
    return kind === 'gun.js' ? `${kind} ${shown(value)}` : `${kind} ${shown(value)} (${shown(value / base)})`;
  });
  console.log(`${name}: ${texts.join('; ')}`);
}
process.exit();
