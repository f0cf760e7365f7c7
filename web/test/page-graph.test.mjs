import { after, afterEach, before, describe, test } from 'node:test';
import { connect } from '../../clients/js/src/node.js';
import { equal } from '../../clients/js/test/support/assertions.js';
import { PageDriver } from './page-driver.mjs';

// A node of GUN's graph, as the page shows it while others write.

const protocols = (user, password) => ['gedis', `gedis.basic.${Buffer.from(`${user}:${password}`).toString('base64url')}`];

describe('the graph', () => {
  let driver;
  let page;
  let operator;

  before(async () => {
    driver = await PageDriver.open(
      'web.gun=true', 'web.gun_path=/graph/of/gun', 'password=master', 'users.eve.password=secret', 'users.eve.gun_read=people/*',
      'users.bob.password=secret', 'users.bob.commands=system.*');
    page = driver.page;
    operator = await connect(`unix://${driver.server.socket}`, { password: 'master' });
  });

  after(async () => {
    await operator?.close();
    await driver?.close();
  });
  afterEach(() => driver.checkComplaints());

  /** Puts a graph as a peer of its own, and returns the acknowledgement. */
  const put = (graph) => page.evaluate(`new Promise((resolve, reject) => {
    const url = new URL('graph/of/gun', document.baseURI);
    url.protocol = 'ws:';
    url.hash = '';
    const socket = new WebSocket(url, ${JSON.stringify(protocols('default', 'master'))});
    const id = Math.random().toString(36).slice(2);
    socket.onerror = () => reject(new Error('no connection'));
    socket.onopen = () => socket.send(JSON.stringify({ '#': id, put: ${JSON.stringify(graph)} }));
    socket.onmessage = ({ data }) => {
      for (const message of [JSON.parse(data)].flat()) if (message['@'] === id) {
        socket.close();
        resolve(message);
      }
    };
  })`);
  const node = (soul, values, state) => ({
    [soul]: { _: { '#': soul, '>': Object.fromEntries(Object.keys(values).map((key) => [key, state])) }, ...values },
  });
  const rows = () => page.evaluate("[...document.querySelectorAll('#graph-node tbody tr')].map((row) => [...row.cells].map((cell) => cell.innerText.trim()))");
  const values = async () => (await rows()).map(([key, value]) => [key, value]);

  test('shows a node that a command and a peer change', async () => {
    await driver.signIn('default', 'master');
    await driver.go('graph', 'Graph');
    await page.fill('#graph-soul', 'system\n');
    await page.until("location.hash === '#/graph/system'");
    await driver.says('#graph-state', 'Nothing is there yet');
    await operator.system.set('name', 'vito');
    await driver.says('#graph-node', 'vito');
    const state = Date.UTC(2026, 0, 2, 3, 4, 5);
    const answer = await put(node('system', { boss: { '#': 'people/mark' }, age: 23, ok: true, none: null }, state));
    equal(answer.err, undefined);
    await driver.says('#graph-state', '5 keys, live');
    equal(await values(), [['age', '23'], ['boss', '→ people/mark'], ['name', 'vito'], ['none', 'null'], ['ok', 'true']]);
    const written = await page.evaluate("[...document.querySelectorAll('#graph-node time')].map(({ dateTime }) => Date.parse(dateTime))");
    equal(written.filter((time) => time === state).length, 4);
    equal(Math.abs(written[2] - Date.now()) < 600_000, true);
    await driver.picture('graph');
  });

  test('shows what changes of it, by a command and by a peer, and not what is older', async () => {
    await operator.system.set('age', '24');
    await driver.says('#graph-node', '24');
    equal((await put(node('system', { name: 'never' }, 1))).err, undefined);
    equal((await put(node('system', { name: '<b>Mark</b>' }, Date.now()))).err, undefined);
    await driver.says('#graph-node', '<b>Mark</b>');
    await operator.system.delete('ok');
    await page.until("[...document.querySelectorAll('#graph-node tbody tr')].at(-1).cells[1].innerText === 'null'");
    equal(await values(), [['age', '24'], ['boss', '→ people/mark'], ['name', '<b>Mark</b>'], ['none', 'null'], ['ok', 'null']]);
  });

  test('leads from a link to its node, and back', async () => {
    await put(node('people/mark', { name: 'Mark' }, Date.now()));
    await page.evaluate("document.querySelector('#graph-node a').focus()");
    await page.type('\n');
    await page.until("location.hash === '#/graph/people%2Fmark'");
    await driver.says('#graph-node', 'Mark');
    equal([await values(), await page.evaluate("document.querySelector('#graph-soul').value")], [[['name', 'Mark']], 'people/mark']);
    equal(await page.evaluate("document.querySelector('#navigation a[aria-current]').innerText"), 'Graph');
    await page.evaluate('history.back()');
    await driver.says('#graph-node', 'people/mark');
  });

  test('shows a node again after a reload, by the token', async () => {
    await page.until('sessionStorage.length === 1');
    await page.send('Page.reload');
    await driver.says('#graph-node', '<b>Mark</b>');
  });

  test('does not show what may not be read', async () => {
    await page.click('#sign-out');
    await driver.says('h1', 'Sign in');
    await driver.signIn('eve', 'secret');
    await driver.says('[role=alert]', "eve may not read 'system'");
    await page.evaluate("location.hash = '#/graph/people/mark'");
    await driver.says('#graph-node', 'Mark');
    equal(await page.evaluate("document.querySelector('main [role=alert]').hidden"), true);
  });

  test('is not there for who may read none of it', async () => {
    await page.click('#sign-out');
    await driver.says('h1', 'Sign in');
    await driver.signIn('bob', 'secret');
    await driver.says('#navigation', 'system');
    equal((await driver.text('#views')).includes('Graph'), false);
    equal(await page.evaluate("document.querySelector('#graph-soul')"), null);
  });
});
