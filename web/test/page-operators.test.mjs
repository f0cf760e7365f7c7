import { readdir, writeFile } from 'node:fs/promises';
import { after, afterEach, before, describe, test } from 'node:test';
import { connect } from '../../clients/js/src/node.js';
import { equal } from '../../clients/js/test/support/assertions.js';
import { PageDriver } from './page-driver.mjs';

// What those who run a server see, by their rights, and that a session lasts over a reload.

const work = `
"""Work that takes its time."""
import time


def nap(seconds: float = 0.002) -> str:
    """Takes its time."""
    time.sleep(seconds)
    return "done"


def fail() -> None:
    raise ValueError("no such account")
`;

describe('those who run a server', () => {
  let driver;
  let page;
  let operator;

  before(async () => {
    driver = await PageDriver.open(
      'password=master', 'slowlog_milliseconds=1', 'users.ops.password=secret', 'users.ops.commands=* -client|kill -slowlog|reset',
      'users.eve.password=secret', 'users.eve.commands=work.* info');
    page = driver.page;
    await writeFile(`${driver.server.folder}/work.py`, work);
    await driver.server.gedis('server', 'add', 'main', `${driver.server.folder}/work.py`);
    operator = await connect(`unix://${driver.server.socket}`, { password: 'master', clientName: 'job' });
    for (let count = 0; count < 20; count++) await operator.work.nap();
    for (let count = 0; count < 2; count++) await operator.work.fail().catch(() => {});
  });

  after(async () => {
    await operator?.close();
    await driver?.close();
  });
  afterEach(() => driver.checkComplaints());

  const rows = (label) => page.evaluate(
    `[...document.querySelectorAll('[aria-label="${label}"] tbody tr')].map((row) => [...row.cells].map((cell) => cell.innerText.trim()))`);
  const row = async (label, first) => {
    await page.until(`[...document.querySelectorAll('[aria-label="${label}"] tbody tr')].some((row) => row.cells[0].innerText.includes('${first}'))`);
    return (await rows(label)).find(([name]) => name.includes(first));
  };

  test('see the namespaces with their state, what they are for and their processes', async () => {
    await driver.signIn('default', 'master');
    await driver.says('main', 'Work that takes its time.');
    await driver.go('namespaces', 'Namespaces');
    const [name, state, servedBy, commands, calls, failed] = await row('Namespaces', 'work');
    equal([name.split(/\s*\n\s*/), state, /^1 worker\n+\d/.test(servedBy), commands, calls, failed],
      [['work', 'Work that takes its time.'], 'served', true, '2', '22', '2']);
    equal((await row('Namespaces', 'system'))[2], 'the server itself');
    await driver.picture('namespaces');
  });

  test('see what each command has cost', async () => {
    await driver.go('load', 'Load');
    const nap = await row('Load', 'work.nap');
    equal([nap[1], nap[2], /^\d.* (ms|s)$/.test(nap[5])], ['20', '0', true]);
    equal((await row('Load', 'work.fail')).slice(1, 3), ['2', '2']);
    equal(await page.evaluate("document.querySelectorAll('.bars rect').length > 0"), true);
    await page.evaluate("[...document.querySelectorAll('.grid th button')].find((button) => button.innerText.startsWith('Failed')).click()");
    equal((await rows('Load'))[0][0], 'work.fail');
    await driver.picture('load');
  });

  test('see how a command is called, with a histogram', async () => {
    await driver.go('work.nap', 'work.nap');
    await page.until("document.querySelector('.histogram rect') !== null");
    equal(await page.evaluate("[...document.querySelectorAll('.totals dd')].slice(0, 3).map((node) => node.innerText)"), ['20', '0', '0']);
    equal(await page.evaluate("/^How long calls took: .*at most/.test(document.querySelector('.histogram').ariaLabel)"), true);
    await page.click('#call');
    await page.until("document.querySelector('.totals dd').innerText === '21'");
    await driver.picture('histogram');
  });

  test('see the slow calls, which lead to their command, and forget them', async () => {
    await driver.go('slow-log', 'Slow log');
    await operator.work.nap(); // only so many are kept, and the page's own are among them
    await page.until("[...document.querySelectorAll('[aria-label=\"Slow calls\"] a')].some((link) => link.hash.startsWith('#work.nap'))");
    const [, took, request, from] = (await rows('Slow calls')).find((cells) => cells[2].startsWith('work.nap'));
    equal([/^\d.* ms$/.test(took), request.startsWith('work.nap'), from.length > 0], [true, true, true]);
    equal((await rows('Slow calls')).some((cells) => cells[2].startsWith('info ')), false);
    await driver.picture('slow-log');
    await driver.press('Forget them all');
    await driver.says('main', 'No call took long enough.');
  });

  test('see the clients, and disconnect one', async () => {
    const other = await connect(`unix://${driver.server.socket}`, { password: 'master', clientName: 'guest', reconnect: false });
    await driver.go('clients', 'Clients');
    const guest = await row('Clients', 'guest');
    equal([guest[1], guest.at(-1)], ['default', 'Disconnect']);
    equal((await rows('Clients')).filter(([name]) => name.includes('this page')).map(([name]) => name.split(/\s/)[0]).sort(), ['page', 'page-watching']);
    await driver.picture('clients');
    await page.click('[aria-label="Disconnect guest"]');
    await page.until("!document.querySelector('[aria-label=Clients]').innerText.includes('guest')");
    await other.ping().then(() => { throw new Error('it is connected'); }, () => {});
  });

  test('see the requests as they come', async () => {
    await driver.go('monitor', 'Monitor');
    await page.click('#monitor-toggle');
    await page.until("document.querySelector('#monitor-toggle').innerText === 'Stop'");
    // The connection is there some time later.
    const stop = setInterval(() => operator.work.nap(0.001), 100);
    await driver.says('#requests', '"work.nap" "0.001"');
    clearInterval(stop);
    equal(await page.evaluate("document.querySelector('#requests').innerText.includes('\"info\"')"), false);
    await page.fill('#monitor-filter', 'nothing like it');
    await page.until("[...document.querySelectorAll('#requests tbody tr')].every((row) => row.hidden)");
    await page.fill('#monitor-filter', '');
    await page.evaluate("document.querySelector('#monitor-filter').dispatchEvent(new Event('input'))");
    await driver.picture('monitor');
    await page.click('#monitor-toggle');
    await driver.says('#monitor-toggle', 'Begin');
  });

  test('see the users and their rights', async () => {
    await driver.go('users', 'Users');
    equal(await row('Users', 'ops'), ['ops', 'password', '*\n-client|kill\n-slowlog|reset']);
    equal((await row('Users', 'default'))[0].split(/\s+/), ['default', 'you']);
    await driver.picture('users');
  });

  test('stay signed in over a reload, by a token and not by the password', async () => {
    await driver.go('work.nap?seconds=0.5', 'work.nap');
    await page.until("sessionStorage.length === 1");
    const kept = await page.evaluate('JSON.stringify({ ...sessionStorage, ...localStorage }) + document.cookie');
    equal([kept.includes('master'), kept.includes('gedis-sign-in-')], [false, true]);
    await page.send('Page.reload');
    await page.until("document.querySelector('#argument-0')?.value === '0.5'");
    await driver.says('#user', 'default');
    await page.click('#call');
    await driver.says('#reply', 'done');
  });

  test('are asked again once the server knows the token no more', async () => {
    await driver.server.kill();
    // The next start finds a namespace that has crashed the server again and again.
    const states = `${driver.server.folder}/.local/state/gedis`;
    const [repo] = await readdir(states);
    const quarantine = { crashes: [], entries: [{ namespace: 'work', subject: 'work.nap' }] };
    await writeFile(`${states}/${repo}/main/quarantine.json`, JSON.stringify(quarantine));
    await driver.server.start();
    page.complaints.length = 0; // the browser itself logs each attempt that fails
    await page.until("document.querySelector('#sign-in-user') !== null");
    page.complaints.length = 0;
    await driver.signIn('default', 'master');
    await driver.says('#navigation', 'work.nap');
  });

  test('see that a namespace is in quarantine', async () => {
    await driver.go('namespaces', 'Namespaces');
    equal((await row('Namespaces', 'work')).slice(1, 3), ['quarantined', 'the server itself']);
    equal(await page.evaluate("document.querySelector('.state-mark.bad').title.includes('a reload')"), true);
  });

  test('end the token when they sign out', async () => {
    await page.until("sessionStorage.length === 1");
    const token = await page.evaluate('Object.values(sessionStorage)[0]');
    await page.click('#sign-out');
    await driver.says('h1', 'Sign in');
    equal(await page.evaluate('sessionStorage.length'), 0);
    const { user, token: password } = JSON.parse(token);
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const answer = await fetch(`${driver.server.page}commands`, { headers: { authorization } });
    equal(answer.status, 401);
  });

  test('see only what they may', async () => {
    await driver.signIn('ops', 'secret');
    await driver.go('clients', 'Clients');
    await row('Clients', 'page');
    equal(await page.evaluate("document.querySelector('main').innerText.includes('Disconnect')"), false);
    await driver.go('slow-log', 'Slow log');
    equal(await page.evaluate("[...document.querySelectorAll('main button')].some((button) => button.innerText === 'Forget them all')"), false);
    await page.click('#sign-out');
    await driver.says('h1', 'Sign in');
    await driver.signIn('eve', 'secret');
    await driver.says('#navigation', 'work.nap');
    equal((await driver.text('#views')).split(/\s*\n\s*/), ['Commands', 'Namespaces']);
  });
});
