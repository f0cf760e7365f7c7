import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { after, afterEach, before, describe, test } from 'node:test';
import { tmpdir } from 'node:os';
import { equal } from '../../clients/js/test/support/assertions.js';
import { PageDriver } from './page-driver.mjs';

// Forms made of schemas, what is copied of them, links that fill them in, and replies as they are shown.

const kinds = `
"""Values of all kinds."""
import dataclasses
import datetime
from typing import Literal, Optional


@dataclasses.dataclass
class Item:
    sku: str
    count: int


@dataclasses.dataclass
class Order:
    items: list[Item]
    express: bool
    size: Literal["small", "large"] = "small"


def flags(required: bool, on: bool = True, off: bool = False, either: Optional[bool] = None) -> str:
    """Says which are set."""
    return f"{required} {on} {off} {either}"


def when(at: datetime.datetime, number: int = 7) -> list:
    return [at, number]


def echo(data: bytes, note: str = "") -> bytes:
    """Returns bytes as they are."""
    return data


def order(order: Order) -> Order:
    """Takes an order."""
    return order


def some(*words: str) -> dict:
    return {"words": list(words), "deep": {"list": [1, 2.5, None, True], "none": {}}}
`;

describe('forms', () => {
  let driver;
  let page;
  let folder;

  before(async () => {
    driver = await PageDriver.open('password=master');
    page = driver.page;
    folder = await mkdtemp(`${tmpdir()}/gedis-page-`);
    await writeFile(`${driver.server.folder}/kinds.py`, kinds);
    await driver.server.gedis('server', 'add', 'main', `${driver.server.folder}/kinds.py`);
    await driver.signIn('default', 'master');
  });

  after(async () => {
    await driver?.close();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(() => driver.checkComplaints());

  const reply = (text) => page.until(`document.querySelector('#reply').innerText === ${JSON.stringify(text)}`);
  const value = (selector) => page.evaluate(`document.querySelector(${JSON.stringify(selector)}).value`);

  test('a truth value is a box, which begins as its default; one that may be nothing is a choice', async () => {
    await driver.go('kinds.flags', 'kinds.flags');
    equal(await page.evaluate("[0, 1, 2].map((index) => document.querySelector(`#argument-${index}`).type)"), ['checkbox', 'checkbox', 'checkbox']);
    equal(await page.evaluate("document.querySelector('#argument-3').tagName"), 'SELECT');
    await page.click('#call');
    await reply('False True False None');
    for (const index of [0, 1, 2]) await page.click(`#argument-${index}`);
    await page.evaluate("document.querySelector('#argument-3').value = 'false'");
    await page.click('#call');
    await reply('True False True False');
  });

  test('a moment is typed, chosen or now, and said as a person would', async () => {
    await driver.go('kinds.when', 'kinds.when');
    await page.fill('#argument-0', '2026-01-31T12:00:00Z');
    await page.until("/2026.*·/.test(document.querySelector('.spoken').innerText)");
    await driver.press('Now');
    equal(await page.evaluate("Math.abs(Date.now() - Date.parse(document.querySelector('#argument-0').value)) < 60_000"), true);
    await page.evaluate(`{
      const picker = document.querySelector('input[type=datetime-local]');
      picker.value = '2026-02-03T04:05:06';
      picker.dispatchEvent(new Event('input'));
    }`);
    equal(await page.evaluate("Date.parse(document.querySelector('#argument-0').value) === new Date(2026, 1, 3, 4, 5, 6).getTime()"), true);
    await page.fill('#argument-0', '2026-02-03T04:05:06Z');
    await page.click('#call');
    await page.until("/^(Mon|Tue|Wed).* · /.test(document.querySelector('#reply time').dataset.spoken)");
    equal(await page.evaluate("document.querySelector('#reply time').innerText"), '2026-02-03T04:05:06Z');
  });

  test('the arrow keys count numbers of any size', async () => {
    await page.fill('#argument-1', '9007199254740993');
    for (const key of ['ArrowUp', 'ArrowUp', 'ArrowDown']) {
      await page.evaluate(`document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: '${key}', cancelable: true }))`);
    }
    equal(await value('#argument-1'), '9007199254740994');
  });

  test('bytes are a file, and are saved as one', async () => {
    await driver.go('kinds.echo', 'kinds.echo');
    await writeFile(`${folder}/data.bin`, Uint8Array.of(0, 255, 10, 128));
    await page.evaluate(`{
      const form = document.querySelector('.pair select');
      form.value = 'file';
      form.dispatchEvent(new Event('change'));
    }`);
    await page.chooseFile('input[type=file]', `${folder}/data.bin`);
    await page.until("document.querySelector('.file').innerText.includes('data.bin · 4 bytes')");
    await page.click('#call');
    await reply('00 ff 0a 80');
    await page.evaluate("document.querySelector('.segments input[value=raw]').click()");
    await reply('"\\x00\\xff\\n\\x80"');
    equal(await page.evaluate(`new Promise((resolve) => {
      const click = HTMLAnchorElement.prototype.click;
      HTMLAnchorElement.prototype.click = async function () {
        HTMLAnchorElement.prototype.click = click;
        resolve([this.download, ...new Uint8Array(await (await new Promise((done) => {
          const reader = new FileReader();
          reader.onload = () => done(new Blob([reader.result]));
          reader.readAsArrayBuffer(globalThis.saved);
        })).arrayBuffer())]);
      };
      const create = URL.createObjectURL;
      URL.createObjectURL = (blob) => { globalThis.saved = blob; return create.call(URL, blob); };
      [...document.querySelectorAll('.outcome button')].find((button) => button.innerText === 'Save').click();
    })`), ['kinds.echo.bin', 0, 255, 10, 128]);
    await driver.picture('bytes');
  });

  test('JSON is checked while it is typed: problems are marked where they stand, and lead there', async () => {
    await driver.go('kinds.order', 'kinds.order');
    await driver.press('As JSON');
    await page.fill('.beside textarea', '{\n "items": [{"sku": 7, "count": "many"}],\n "size": "medium"\n}');
    await page.until("document.querySelectorAll('.problems li').length === 4");
    equal(await page.evaluate("[...document.querySelectorAll('.problems li')].map((item) => item.innerText)"), [
      `1:1 'order' express is missing`, `2:20 'order' items[0].sku must be a text: "…"`,
      `2:32 'order' items[0].count must be an integer`, `3:10 'order' size must be one of small, large`,
    ]);
    equal(await page.evaluate("[...document.querySelectorAll('.marks mark')].map((mark) => mark.textContent)"), ['{', '7', '"many"', '"medium"']);
    await page.evaluate("document.querySelectorAll('.problems button')[2].click()");
    equal(await page.evaluate("(({ value, selectionStart, selectionEnd }) => value.slice(selectionStart, selectionEnd))(document.activeElement)"), '"many"');
    await driver.picture('json-problems');
    await page.click('#call');
    await driver.says('#reply', "'order' express is missing");
    await page.fill('.beside textarea', '{"items": [}');
    await page.until("document.querySelector('.problems').innerText.startsWith(\"1:12 'order' is no JSON\")");
    await page.fill('.beside textarea', '{"items": [{"sku": "a", "count": 2}], "express": true}');
    await page.until("document.querySelector('.problems').innerText === ''");
    await page.click('#call');
    await page.until("document.querySelector('#reply').innerText.includes('sku')");
  });

  test('what the server says of a place is marked there', async () => {
    await page.fill('.beside textarea', '{"items": [{"sku": "a", "count": 99999999999999999999}], "express": true}');
    await page.click('#call');
    await driver.says('#reply', 'items[0].count must be');
    await page.until("document.querySelector('.marks mark').textContent === '99999999999999999999'");
    await driver.press('As a form');
    await page.click('#call');
    await page.until("document.querySelector('[aria-label=count]').getAttribute('aria-invalid') === 'true'");
  });

  test('a call is copied as other clients write it', async () => {
    await driver.go('kinds.echo?data*=AP8=&note=it%27s', 'kinds.echo');
    const copied = async (label) => {
      await driver.press(label);
      return (await driver.text('#snippet')).split('\n');
    };
    const { port } = driver.server;
    equal(await copied('redis-cli'), [`redis-cli -p ${port} --user default --askpass kinds.echo $'\\x00\\xff' 'it'\\''s'`]);
    equal(await copied('curl'), [
      `curl --user default -d '[{"base64":"AP8="}, "it'\\''s"]' ${driver.server.page}call/kinds.echo`]);
    equal((await copied('Python')).at(-1), 'print(r.execute_command("kinds.echo", b"\\x00\\xff", "it\'s"))');
    equal((await copied('JavaScript')).at(-2), `console.log(await g.call("kinds.echo", Uint8Array.from([0, 255]), "it's"));`);
    equal(await copied('Link'), [`${driver.server.page}#kinds.echo?data*=AP8%3D&note=it%27s`]);
    await driver.go('kinds.when?at=2026-01-31T12:00:00Z&number=7', 'kinds.when');
    equal(await copied('curl'), [
      `curl --user default -d '["2026-01-31T12:00:00Z", 7]' ${driver.server.page}call/kinds.when`]);
    await driver.go('client list', 'client list');
    equal(await page.evaluate("[...document.querySelectorAll('.copy-as button')].map((button) => button.innerText)"),
      ['redis-cli', 'Python', 'JavaScript', 'Link']);
    await driver.picture('copy-as');
  });

  test('a link opens a command with its arguments, and calls nothing', async () => {
    await driver.go('kinds.some?words=a+b&words=%C3%A9', 'kinds.some');
    equal(await page.evaluate("[...document.querySelectorAll('.values input')].map(({ value }) => value)"), ['a b', 'é']);
    equal(await page.evaluate("document.querySelector('.outcome').hidden"), true);
    await page.click('#call');
    await driver.says('#reply', 'a b');
    await page.fill('.values input', 'c\n');
    await driver.says('#reply', 'c');
    equal(await page.evaluate('location.hash'), '#kinds.some?words=c&words=%C3%A9');
  });

  test('a reply is a table, a tree, or as redis-cli prints it', async () => {
    const show = (form) => page.evaluate(`document.querySelector('.segments input[value=${form}]').click()`);
    await show('tree');
    equal(await page.evaluate("[...document.querySelectorAll('#reply > .tree > li > details > summary')].map((node) => node.innerText)"),
      ['words 2 items', 'deep 2 members']);
    await page.evaluate("document.querySelectorAll('#reply details details')[0].open = true");
    await driver.says('#reply', '2.5');
    await driver.picture('tree');
    await show('raw');
    equal((await driver.text('#reply')).split('\n'), [
      '1# "words" => 1) "c"', '   2) "\\xc3\\xa9"', '2# "deep" => 1# "list" => 1) (integer) 1', '      2) (double) 2.5', '      3) (nil)',
      '      4) (true)', '   2# "none" => (empty hash)',
    ]);
    await show('table');
    await driver.says('#reply', 'words');
  });

  test('is reached by keyboard: / filters, Enter opens what fits, arrows move', async () => {
    await page.evaluate("document.querySelector('#content').focus()");
    await page.evaluate("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true, cancelable: true }))");
    await page.type('kinds.wh');
    await page.type('\n');
    await driver.says('h1', 'kinds.when');
    await page.evaluate("document.querySelector('#filter').focus()");
    for (const name of ['kinds.echo', 'kinds.flags']) {
      await page.evaluate("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }))");
      equal(await page.evaluate('document.activeElement.innerText'), name);
    }
  });
});
