import { writeFile } from 'node:fs/promises';
import { after, afterEach, before, describe, test } from 'node:test';
import { connect } from '../../clients/js/src/node.js';
import { equal } from '../../clients/js/test/support/assertions.js';
import { PageDriver } from './page-driver.mjs';

// The page as its users see it, in their order.

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

const shop = `
import Foundation
import GedisKit

/// A shop.
struct Shop {
    enum Size: String, Codable { case small, large }
    struct Item: Codable {
        /// the article's number
        var sku: String
        var count: UInt8
        var gift: Bool
    }
    struct Order: Codable {
        var items: [Item]
        var size: Size?
        var due: Date?
        var labels: [String: Int]?
        var seal: [UInt8]?
        var parent: [Order]?
        @available(*, deprecated, message: "use labels")
        var note: String?
    }

    /// Takes an order.
    func order(_ order: Order, _ size: Size = .small, _ urgent: Bool = false) -> Order {
        var order = order
        order.size = order.size ?? size
        order.note = urgent ? "urgent" : order.note
        return order
    }

    @available(*, deprecated, message: "use order")
    func take(_ size: Size, since: Date? = nil) -> Size { size }
}
`;

describe('the page', () => {
  let driver;
  let server;
  let page;

  before(async () => {
    driver = await PageDriver.open(
      'password=master', 'users.vito.password=secret', 'users.vito.commands=* -system.set',
      'users.ada.password=secret', 'users.ada.commands=system.*');
    ({ server, page } = driver);
  });

  after(() => driver?.close());
  afterEach(() => driver.checkComplaints());

  const picture = (name) => driver.picture(name);
  const says = (selector, text) => driver.says(selector, text);
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

  test('has a form for a record, and a choice for an enum', async () => {
    await writeFile(`${server.folder}/Shop.swift`, shop);
    await server.gedis('server', 'add', 'main', `${server.folder}/Shop.swift`);
    await says('#navigation', 'shop.order');
    await command('shop.order');
    await says('.reply-type', 'Shop.Order');
    equal(await page.evaluate("[...document.querySelectorAll('#argument-1 option')].map(({ innerText }) => innerText)"),
      ['– (small)', 'small', 'large']);
    const click = (text) => page.evaluate(
      `[...document.querySelectorAll('#form button')].find((button) => button.innerText === ${JSON.stringify(text)}).click()`);
    await click('Add items');
    await page.fill('[aria-label=sku]', 'a1');
    await page.fill('[aria-label=count]', '300\n');
    await says('#reply', `'order' items[0].count must be from 0 to 255, got "300"`);
    equal(await page.evaluate('document.activeElement.ariaLabel'), 'count');
    await page.fill('[aria-label=count]', '3');
    await page.fill('[aria-label=due]', 'tomorrow\n');
    await says('#reply', `'order' due must be a time such as 2026-01-31T12:00:00Z, got "tomorrow"`);
    await page.fill('[aria-label=due]', '2026-01-31T12:00:00Z');
    await page.fill('[aria-label=labels]', '{"n": 9007199254740993');
    await page.click('#call');
    await says('#reply', "'order' labels is no JSON");
    await page.fill('[aria-label=labels]', '{"n": 9007199254740993}');
    await page.fill('[aria-label=seal]', 'hi');
    await page.evaluate("document.querySelector('#argument-2').checked = true"); // behind a default that is left out
    await page.click('#call');
    await says('#reply', 'urgent');
    const reply = await page.evaluate("document.querySelector('#reply').innerText.split(/\\s+/).join(' ')");
    equal(reply, 'items sku count gift a1 3 false size small due 2026-01-31T12:00:00Z labels n 9007199254740993 seal hi note urgent');
    await picture('record');
  });

  test('takes a record as JSON too, and fills in a recent one with all its digits', async () => {
    const button = (text) => page.evaluate(
      `[...document.querySelectorAll('#form button')].find((button) => button.innerText === '${text}').click()`);
    await button('As JSON');
    equal(await page.evaluate("JSON.parse(document.querySelector('.beside textarea').value).items[0].sku"), 'a1');
    equal(await page.evaluate("document.querySelector('.beside textarea').value.includes('9007199254740993')"), true);
    await says('.schema', '"title": "Shop.Order"');
    await page.fill('.beside textarea', '{"size": "large"}');
    await page.click('#call');
    await says('#reply', "'order' items is missing");
    await picture('json');
    await page.fill('.beside textarea', '{"items": [], "size": "large", "parent": [{"items": []}]}');
    await button('As a form');
    equal(await page.evaluate("document.querySelector('[aria-label=size]').value"), 'large');
    await page.click('#call');
    await page.until("document.querySelector('#reply').innerText.includes('parent')");
    await page.evaluate("document.querySelectorAll('.recent button')[1].click()");
    await page.click('#call');
    await says('#reply', '9007199254740993');
  });

  test('marks what is deprecated, and shows the form of a date', async () => {
    await command('shop.take');
    await says('.notice', 'Deprecated: use order');
    equal(await page.evaluate("document.querySelector('#navigation a.deprecated').innerText"), 'shop.take');
    equal(await page.evaluate("document.querySelector('#argument-1').placeholder"), '2026-01-31T12:00:00Z');
    equal(await page.evaluate("document.querySelector('#argument-0').value"), 'small');
    await page.click('#call');
    await page.until("document.querySelector('#reply').innerText === 'small'");
    await picture('deprecated');
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
    const views = {
      '': 'Commands', messages: 'Messages', 'calc.sum': 'calc.sum', 'shop.order': 'shop.order', 'client list': 'client list',
      namespaces: 'Namespaces', load: 'Load', 'slow-log': 'Slow log', clients: 'Clients', users: 'Users', monitor: 'Monitor', shop: 'shop',
    };
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
    // Nor the views of what they may not call: only the commands are left.
    equal(await page.evaluate("document.querySelector('#views').innerText"), 'Commands');
    await page.evaluate("location.hash = 'messages'");
    await says('h1', 'No such command');
    equal(await page.evaluate("document.querySelector('#statistics').hidden"), true);
  });
});
