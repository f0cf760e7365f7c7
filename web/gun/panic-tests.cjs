// Runs one of gun's panic tests against gedis: panic-tests.cjs GEDIS GUN TEST, as scripts/gun --panic does. It stands in for mocha, and for
// the packages that panic-clients.cjs has.
const Module = require('node:module');
const path = require('node:path');

const [, , gedis, folder, name] = process.argv;
Object.assign(process.env, { GEDIS_GUN_FOLDER: folder, GEDIS_GUN_TOOL: gedis });
const clients = require('./panic-clients.cjs');
const load = Module._load;
Module._load = (wanted, ...rest) => clients[wanted] ?? load(wanted.replace(/^gun\//, `${folder}/`), ...rest);
// What `auth` hands its callback has been a chain with the keys in `sea` for years; three tests still look for `pub`.
const compile = Module.prototype._compile;
Module.prototype._compile = function (text, file) {
  const isTest = file.startsWith(path.join(folder, 'test/panic')) && process.env.GEDIS_GUN_AS_IS === undefined;
  return compile.call(this, isTest ? text.replaceAll('!ack.pub', '!(ack.pub ?? ack.sea)') : text, file);
};
const say = console.log;
console.log = (...words) => {
  // Some tests ask a person to do it.
  const [, url, count] = /PLEASE OPEN (\S+) IN (\d+)/.exec(words[0]) ?? [];
  for (let left = Number(count ?? 0); left > 0; left--) clients.open(url);
  if (process.env.GEDIS_GUN_VERBOSE !== undefined) say(...words);
};

const steps = [];
const lasts = [];
const longest = Number(process.env.GEDIS_GUN_SECONDS ?? 180) * 1000;
globalThis.describe = (title, body) => body.call({ timeout: () => {} });
globalThis.it = (title, body) => steps.push({ title, body });
globalThis.before = (title, body) => steps.push({ title: String(title), body: body ?? title });
globalThis.after = (title, body) => lasts.push({ title: String(title), body: body ?? title });
process.on('unhandledRejection', (error) => finish(error));

const run = ({ body }) => new Promise((resolve, reject) => {
  const deadline = setTimeout(() => reject(new Error(`it did not end within ${longest / 1000} s`)), longest);
  const done = (error) => { clearTimeout(deadline); if (error) reject(error); else resolve(); };
  try {
    const returned = body.call({ timeout: () => {} }, done);
    if (typeof returned?.then === 'function') returned.then(() => done(), done);
    else if (body.length === 0) done();
  } catch (error) {
    done(error);
  }
});

let step;
async function finish(error) {
  say(error === undefined ? `ok ${name}: ${steps.length} steps` : `not ok ${name}: ${step?.title ?? 'it is not begun'}: ${error?.stack ?? error}`);
  await clients.closeAll();
  process.exit(error === undefined ? 0 : 1);
}

(async () => {
  require(path.join(folder, 'test/panic', `${name}.js`));
  for (step of steps) {
    await run(step);
    if (process.env.GEDIS_GUN_VERBOSE !== undefined) say(`  ${step.title}`);
  }
  await Promise.all(lasts.map((last) => run(last).catch(() => {})));
})().then(() => finish(), finish);
