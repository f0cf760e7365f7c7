import { test } from 'node:test';
import { Subscription } from '../src/subscriptions/subscription.js';
import { equal, rejects } from './support/assertions.js';

const encode = (text) => new TextEncoder().encode(text);

test('rejects a reader that is too slow, after what it has kept', async () => {
  let isEnded = false;
  const subscription = new Subscription(Promise.resolve(), {}, () => { isEnded = true; });
  for (let number = 0; number <= 65_536; number++) subscription.deliver(encode('news'), encode(`${number}`));
  equal(isEnded, true);
  for (let number = 0; number < 65_536; number++) equal((await subscription.next()).value.message, `${number}`);
  await rejects(subscription.next(), { name: 'GedisError', code: 'OVERFLOW' });
  equal(await subscription.next(), { value: undefined, done: true });
});

test('gives all who wait an end', async () => {
  const subscription = new Subscription(Promise.resolve(), {}, () => {});
  const waiting = [subscription.next(), subscription.next()];
  await subscription.return();
  equal(await Promise.all(waiting), [{ value: undefined, done: true }, { value: undefined, done: true }]);
});
