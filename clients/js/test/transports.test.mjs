import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { connect } from '../src/node.js';
import { suite } from './suite.js';
import { rejects } from './support/assertions.js';
import { Server } from './support/server.mjs';

/** Runs the suite over a transport. */
function over(name, keys, target) {
  describe(name, () => {
    let server;
    before(async () => { server = await Server.start(...keys); });
    after(() => server?.close());
    const context = {
      kill: () => server.kill(),
      start: () => server.start(),
      async connect(options) {
        const { url, ...own } = await target(server);
        return connect(url, { ...own, ...options });
      },
    };
    for (const { name, run } of suite) test(name, () => run(context));
  });
}

over('TCP', [], ({ port }) => ({ url: `redis://localhost:${port}` }));
over('a Unix socket', [], ({ socket }) => ({ url: `unix://${socket}` }));
over('TLS with a password', ['ssl=true', 'password=sésame'], async ({ port, certificate }) => ({
  url: `rediss://:${encodeURIComponent('sésame')}@localhost:${port}`, ca: await readFile(certificate),
}));

describe('connecting', () => {
  let server;
  before(async () => {
    server = await Server.start('ssl=true', 'users.vito.password=secret', 'users.vito.commands=system.* -system.set');
  });
  after(() => server?.close());
  const open = async (credentials, options) => connect(`rediss://${credentials}localhost:${server.port}`, {
    ca: await readFile(server.certificate), ...options,
  });

  test('does not trust an unknown certificate', async () => {
    await rejects(open('', { ca: undefined }), { name: 'ConnectionError', code: 'FAILED', message: /self.signed/ });
  });

  test('is refused with a wrong password', async () => {
    await rejects(open('vito:wrong@'), { name: 'CommandError', code: 'WRONGPASS' });
    await rejects(open(''), { name: 'CommandError', code: 'NOAUTH' });
  });

  test('may call and hear what the user may', async () => {
    const g = await open('vito:secret@');
    await rejects(g.system.set('name', 'ada'), { name: 'CommandError', code: 'NOPERM' });
    const news = g.subscribe('news');
    await rejects(news.ready, { name: 'CommandError', code: 'NOPERM' });
    await rejects(news.next(), { name: 'CommandError', code: 'NOPERM' });
    if (await g.system.get('name') !== null) throw new Error('a value that nobody has set');
    await g.close();
  });

  test('says that nobody listens, and that an address is none', async () => {
    await rejects(connect(`unix://${server.folder}/none`), { name: 'ConnectionError', code: 'FAILED', message: /ENOENT/ });
    await rejects(connect('http://localhost'), { name: 'UsageError', code: 'USAGE' });
    await rejects(connect('localhost'), { name: 'UsageError', code: 'USAGE' });
    await rejects(connect('redis://localhost', { timout: 1 }), { name: 'UsageError', code: 'USAGE', message: /timout/ });
    await rejects(connect('redis://localhost', { reconnect: { mix: 1 } }), { name: 'UsageError', code: 'USAGE' });
  });

  test('does not connect again when that is turned off, or is not let in any more', async () => {
    const once = await open('vito:secret@', { reconnect: false });
    const again = await open('vito:secret@');
    await server.kill();
    await rejects(once.ping(), { name: 'ConnectionError', code: 'LOST' });
    await server.gedis('server', 'set', 'main', 'users.vito.password=other');
    await server.start();
    await rejects(again.ping(), { name: 'CommandError', code: 'WRONGPASS' });
  });
});
