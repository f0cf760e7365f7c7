import { equal, rejects } from './support/assertions.js';

// What holds over every transport, in Node and in a browser. A context has `connect(options)`, which connects to the
// server under test, and `kill()` and `start()`, which end that server and start it again at the same address.

const tests = [];
const test = (name, run) => tests.push({ name, run });

/** The tests: `run(context)` of each is fulfilled, or rejected with what is wrong. */
export { tests as suite };

/** Connects for as long as `body` takes. */
async function connected(context, body, options) {
  const g = await context.connect(options);
  try {
    return await body(g);
  } finally {
    await g.close();
  }
}

test('calls by name and by namespace', (context) => connected(context, async (g) => {
  equal(await g.call('system.set', 'name', 'víto'), 'OK');
  equal(await g.system.get('name'), 'víto');
  equal(await g.ping(), 'PONG');
  equal(await g.system.get('nothing'), null);
}));

test('keeps every byte', (context) => connected(context, async (g) => {
  const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index * 31);
  equal(await g.with({ bytes: true }).echo(bytes), bytes);
  equal(await g.echo('\uFEFF\0\r\n+$*☃😀'), '\uFEFF\0\r\n+$*☃😀');
  equal(await g.echo(''), '');
}));

test('reads maps as objects or as maps', (context) => connected(context, async (g) => {
  const help = (await g.command('docs', 'system.set'))['system.set'];
  equal(help.group, 'system');
  equal(help.arguments.map(({ name }) => name), ['key', 'value']);
  const map = await g.with({ maps: 'map' }).command('docs', 'system.set');
  equal(map.get('system.set').get('group'), 'system');
}));

test('rejects with the error that the server replies', (context) => connected(context, async (g) => {
  await rejects(g.system.set('name'), { name: 'CommandError', code: 'ERR', message: /^wrong number of arguments/ });
  await rejects(g.nothing.here(), { name: 'CommandError', code: 'ERR', message: /^unknown command/ });
  equal(await g.ping(), 'PONG');
}));

test('is no promise by itself, nor is a namespace', (context) => connected(context, async (g) => {
  const { system } = g;
  equal((await g).then, undefined);
  equal(typeof (await system).get, 'function');
  equal(JSON.stringify({ system }), '{}');
}));

test('refuses what would put replies out of line', (context) => connected(context, async (g) => {
  for (const words of [['subscribe', 'news'], ['MONITOR'], ['client', 'REPLY', 'off'], ['hello', 2], ['reset']]) {
    await rejects(g.call(...words), { name: 'UsageError', code: 'USAGE' });
  }
  await rejects(g.echo({}), { name: 'UsageError', code: 'USAGE', message: /^an argument is object/ });
  for (const wrong of [{ timeout: '5s' }, { timeot: 5 }, { signal: {} }, { maps: 'list' }]) {
    await rejects((async () => g.with(wrong))(), { name: 'UsageError', code: 'USAGE' });
  }
  for (const channels of [[], [1]]) {
    await rejects((async () => g.subscribe(...channels))(), { name: 'UsageError', code: 'USAGE' });
  }
  await rejects(g.echo(null), { name: 'UsageError', code: 'USAGE', message: /^an argument is null/ });
  equal(await g.ping(), 'PONG');
}));

test('fails when the time is up, and keeps the reply from the next call', (context) => connected(context, (g) =>
  connected(context, async (other) => {
    await other.client('pause', 60_000);
    await rejects(g.with({ timeout: 20 }).system.get('name'), { name: 'TimeoutError', code: 'TIMEOUT' });
    const next = g.echo('mine');
    await other.client('unpause');
    equal(await next, 'mine');
  })));

test('fails when the signal says so', (context) => connected(context, (g) =>
  connected(context, async (other) => {
    await rejects(g.with({ signal: AbortSignal.abort() }).ping(), { name: 'AbortError', code: 'ABORTED' });
    await other.client('pause', 60_000);
    const controller = new AbortController();
    const call = g.with({ signal: controller.signal }).system.get('name');
    controller.abort(new Error('enough'));
    equal((await rejects(call, { name: 'AbortError', code: 'ABORTED' })).cause.message, 'enough');
    await other.client('unpause');
    equal(await g.echo('mine'), 'mine');
  })));

test('gives each of many calls its own reply', (context) => connected(context, async (g) => {
  const replies = await Promise.all(Array.from({ length: 10_000 }, (_, number) => g.echo(number)));
  equal(replies.findIndex((reply, number) => reply !== String(number)), -1);
}));

test('hears what is published', (context) => connected(context, async (g) => {
  const news = g.subscribe('news', 'sports');
  const all = g.with({ bytes: true }).psubscribe('n*');
  await Promise.all([news.ready, all.ready]);
  equal(await g.publish('news', 'héllo'), 2);
  await g.publish('sports', 1);
  equal((await all.next()).value, { channel: 'news', message: new TextEncoder().encode('héllo'), pattern: 'n*' });
  const heard = [];
  for await (const message of news) if (heard.push(message) === 2) break;
  equal(heard, [{ channel: 'news', message: 'héllo' }, { channel: 'sports', message: '1' }]);
  equal(await g.publish('sports', 'nobody listens'), 0);
  equal(await g.publish('news', 'one listens'), 1);
}));

test('lets readers of one channel come and go', (context) => connected(context, async (g) => {
  const [first, second] = [g.subscribe('news'), g.subscribe('news')];
  await Promise.all([first.ready, second.ready]);
  await first.return();
  await g.publish('news', 'for the second');
  equal((await second.next()).value.message, 'for the second');
  await second.return();
  const third = g.subscribe('news');
  await third.ready;
  await g.publish('news', 'for the third');
  equal((await third.next()).value.message, 'for the third');
  equal(await first.next(), { value: undefined, done: true });
}));

test('ends a subscription by a signal and by closing', (context) => connected(context, async (g) => {
  const controller = new AbortController();
  const aborted = g.with({ signal: controller.signal }).subscribe('news');
  await aborted.ready;
  const next = aborted.next();
  controller.abort();
  await rejects(next, { name: 'AbortError', code: 'ABORTED' });
  const open = g.subscribe('news');
  await open.ready;
  const end = open.next();
  await g.close();
  equal(await end, { value: undefined, done: true });
}));

test('answers what was called before it closes, and nothing after', (context) => connected(context, async (g) => {
  const calls = Promise.all(Array.from({ length: 1000 }, (_, number) => g.echo(number)));
  const closed = g.close();
  await rejects(g.ping(), { name: 'ConnectionError', code: 'CLOSED' });
  equal((await calls).at(-1), '999');
  await closed;
}));

test('comes back after the server was away, with its subscriptions', async (context) => {
  const states = [];
  const seen = new Map();
  const reached = (state) => new Promise((resolve) => { seen.set(state, resolve); });
  const onState = (state) => { states.push(state); seen.get(state)?.(); };
  await connected(context, async (g) => {
    const news = g.subscribe('news');
    await news.ready;
    const away = reached('disconnected');
    await context.kill();
    await away;
    await rejects(g.with({ timeout: 20 }).ping(), { name: 'TimeoutError', code: 'TIMEOUT' });
    const waiting = g.echo('waited');
    await context.start();
    equal(await waiting, 'waited');
    equal(await g.publish('news', 'again'), 1);
    equal((await news.next()).value.message, 'again');
    equal(states.filter((state) => state === 'connected').length, 2);
  }, { onState });
});

test('gives no reply to a wrong call while the server restarts among 100,000', (context) =>
  connected(context, async (g) => {
    const counts = { own: 0, lost: 0, other: [] };
    let restart;
    const calls = Array.from({ length: 100_000 }, async (_, number) => {
      try {
        const reply = await g.echo(number);
        if (reply === String(number)) counts.own++;
        else counts.other.push(`${number} got ${reply}`);
      } catch (error) {
        if (error.code === 'LOST') counts.lost++;
        else counts.other.push(error.message);
      }
      if (counts.own === 20_000) restart ??= context.kill().then(() => context.start());
    });
    await Promise.all(calls);
    await restart;
    equal(counts.other.slice(0, 3), []);
    equal(counts.own + counts.lost, 100_000);
    equal(counts.own > 20_000 && counts.lost > 0, true);
  }, { timeout: 120_000 }));
