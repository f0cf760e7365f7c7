import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { suite } from '../../clients/js/test/suite.js';
import { Server } from '../../clients/js/test/support/server.mjs';
import { Chromium } from './chromium.mjs';

// The client's suite, in a browser over a WebSocket. The page gets the suite from here, and asks here for the server to
// be ended and started.
describe('a WebSocket in Chromium', () => {
  const tests = new URL('../../clients/js/test/', import.meta.url);
  let server;
  let chromium;

  before(async () => {
    server = await Server.startWithPage();
    chromium = await Chromium.start();
    await chromium.answer('/test/', async (path) => {
      if (path === '/test/kill') return server.kill();
      if (path === '/test/start') return server.start();
      return readFile(new URL(path.slice('/test/'.length), tests), 'utf8');
    });
    await chromium.open(`${server.page}icon.svg`);
    await chromium.evaluate(`(async () => {
      const [{ suite }, { connect }] = await Promise.all([import('/test/suite.js'), import('/gedis/browser.js')]);
      const url = new URL('/resp', location);
      url.protocol = url.protocol.replace('http', 'ws');
      const context = {
        connect: (options) => connect(url.href, options),
        kill: () => fetch('/test/kill'),
        start: () => fetch('/test/start'),
      };
      globalThis.run = (index) => suite[index].run(context);
    })()`);
  });

  after(async () => {
    await chromium?.close();
    await server?.close();
  });

  for (const [index, { name }] of suite.entries()) test(name, () => chromium.evaluate(`run(${index})`));
});
