import { mkdir, writeFile } from 'node:fs/promises';
import { after, afterEach, before, describe, test } from 'node:test';
import { connect } from '../../clients/js/src/node.js';
import { equal } from '../../clients/js/test/support/assertions.js';
import { Server } from '../../clients/js/test/support/server.mjs';
import { Chromium } from './chromium.mjs';

// The page as its users see it, in their order. GEDIS_TEST_SCREENSHOTS names a folder to which pictures of it are saved.

const calc = `
import GedisKit

/// Arithmetic.
struct Calc {
    struct Sum: Encodable { var terms: [Int], total: Int }

    /// Adds two numbers.
    /// - Parameter a: the first term
    func sum(_ a: Int, _ b: Int = 0) -> Int { a + b }

    /// Adds numbers, and shows them.
    func total(_ values: Int...) -> [Sum] { [Sum(terms: values, total: values.reduce(0, +))] }
}
`;

describe('the page', () => {
  const pictures = process.env.GEDIS_TEST_SCREENSHOTS;
  let server;
  let page;

  before(async () => {
    server = await Server.startWithPage(
      'password=master', 'users.vito.password=secret', 'users.vito.commands=* -system.set',
      'users.ada.password=secret', 'users.ada.commands=system.*');
    page = await Chromium.start();
    await page.look();
    await page.open(server.page);
    if (pictures !== undefined) await mkdir(pictures, { recursive: true });
  });

  after(async () => {
    await page?.close();
    await server?.close();
  });

  // Nothing that it does is refused by its own policy, is asked of another origin, or throws.
  afterEach(() => equal(page.complaints, []));

  /** Saves how it looks, in light and dark and on a phone. */
  async function picture(name) {
    if (pictures === undefined) return;
    for (const isPhone of [false, true]) {
      for (const isDark of [false, true]) {
        await page.look({ isDark, isPhone, ...(isPhone && { width: 390, height: 844 }) });
        await page.screenshot(`${pictures}/${name}-${isPhone ? 'phone' : 'wide'}-${isDark ? 'dark' : 'light'}.png`);
      }
    }
    await page.look();
  }

  const says = (selector, text) => page.until(
    `document.querySelector(${JSON.stringify(selector)}).innerText.includes(${JSON.stringify(text)})`);
  const command = async (name) => {
    await page.click(`#navigation a[href="#${name}"]`);
    await says('h1', name);
  };

  test('asks who the user is, and refuses a wrong password', async () => {
    await page.fill('#sign-in-user', 'vito\twrong\n');
    await says('[role=alert]', 'The user or the password is wrong.');
    await picture('sign-in');
  });

  test('lets the right one in, and lists what this user may call', async () => {
    await page.fill('#sign-in-password', 'secret\n');
    await says('#navigation', 'system.get');
    await says('#user', 'vito');
    await says('#state', 'connected');
    await says('main', 'Reads a value');
    equal(await page.evaluate("document.body.innerText.includes('system.set')"), false);
    await picture('commands');
  });

  test('shows a namespace that is added to the running server', async () => {
    await writeFile(`${server.folder}/Calc.swift`, calc);
    await server.gedis('server', 'add', 'main', `${server.folder}/Calc.swift`);
    await says('#navigation', 'calc.sum');
    await says('main', 'calc.sum a:Int [b:Int=0]');
  });

  test('calls a command, wrong and right, by keyboard alone', async () => {
    await command('calc.sum');
    await says('#form', 'the first term');
    await page.fill('#argument-0', '1\ttwo\n');
    await says('#reply', `ERR calc.sum: argument 2 'b' must be an integer, got "two"`);
    await picture('error');
    await page.fill('#argument-1', '41\n');
    await page.until("document.querySelector('#reply').innerText === '42'");
    await page.fill('#argument-1', '');
    await page.type('\n');
    await page.until("document.querySelector('#reply').innerText === '1'");
    equal(await page.evaluate("document.querySelectorAll('.recent li').length"), 3);
  });

  test('takes any number of values, and shows structures as tables', async () => {
    await command('calc.total');
    await page.fill('.values input', '1');
    await page.click('fieldset .small');
    await page.type('2\n');
    await page.until("document.querySelector('#reply th').innerText === 'terms'");
    await says('#reply > table > tbody > tr > td:last-child', '3');
    await picture('table');
  });

  test('fills in a recent call again', async () => {
    await page.evaluate("[...document.querySelectorAll('.recent button')].at(-1).click()");
    await says('h1', 'calc.sum');
    equal(await page.evaluate("[...document.querySelectorAll('#form input')].map(({ value }) => value)"), ['1', 'two']);
  });

  test('can stop waiting for a reply', async () => {
    await command('system.ping');
    const g = await connect(`unix://${server.socket}`, { password: 'master' });
    await g.client('pause', 60_000);
    await page.click('#call');
    await page.click('#stop');
    await says('#reply', 'the call was aborted');
    await g.client('unpause');
    await page.click('#call');
    await page.until("document.querySelector('#reply').innerText === 'PONG'");
    await g.close();
  });

  test('shows messages as they are published', async () => {
    await page.click('a[href="#messages"]');
    await page.fill('#listen-channel', 'news.*\n');
    await says('.chips', 'news.*');
    const g = await connect(`unix://${server.socket}`, { password: 'master' });
    equal(await g.publish('news.local', 'Vito is here'), 1);
    await g.close();
    await says('#messages', 'Vito is here');
    await page.fill('#publish-channel', 'news.world\tfrom the page\n');
    await says('#messages tbody tr', 'from the page');
    await picture('messages');
    await page.click('.chip button');
    await page.until("document.querySelector('.chip') === null");
  });

  test('draws statistics', async () => {
    await page.until("document.querySelectorAll('.statistic').length === 4");
    await page.until("document.querySelectorAll('.plot .line:not([d=\"\"])').length >= 3");
    // The page's own two connections, and those on which the browser got it.
    await page.until("Number(document.querySelector('.statistic:last-child .value').innerText) >= 2");
  });

  test('fits a phone, and every field has a name', async () => {
    await page.look({ isPhone: true, width: 360, height: 740 });
    const views = { '': 'Commands', messages: 'Messages', 'calc.sum': 'calc.sum', 'client list': 'client list' };
    for (const [hash, title] of Object.entries(views)) {
      await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
      await says('h1', title);
      equal(await page.evaluate(`[...document.querySelectorAll('body *')]
        .filter((node) => node.closest('.scroll') === null && node.getBoundingClientRect().right > 360)
        .map((node) => node.outerHTML)`), []);
      equal(await page.evaluate('document.documentElement.scrollWidth'), 360);
      equal(await page.evaluate(`[...document.querySelectorAll('input, select, textarea')]
        .filter((field) => field.labels.length === 0 && !field.ariaLabel).map((field) => field.outerHTML)`), []);
    }
    await page.look();
  });

  test('comes back when the server does', async () => {
    await server.kill();
    await says('#state', 'connection lost, trying again');
    page.complaints.length = 0; // the browser itself logs each attempt that fails
    await server.start();
    await says('#state', 'connected');
    await page.evaluate("location.hash = 'system.ping'");
    await page.click('#call');
    await says('#reply', 'PONG');
    page.complaints.length = 0;
  });

  test('shows another user only what that one may', async () => {
    await page.click('#sign-out');
    await says('h1', 'Sign in');
    await page.fill('#sign-in-user', 'ada\tsecret\n');
    await says('#user', 'ada');
    await says('#navigation', 'system.set');
    equal(await page.evaluate("document.body.textContent.includes('calc.sum')"), false);
    await page.click('a[href="#messages"]');
    await page.fill('#listen-channel', 'news\n');
    await says('[role=alert]', "User ada has no permissions to run the 'subscribe' command");
    equal(await page.evaluate("document.querySelector('#statistics').hidden"), true);
  });
});
