import { test } from 'node:test';
import { Encoder } from '../src/resp/encoder.js';
import { request } from '../src/request.js';
import { equal } from './support/assertions.js';

function written(...requests) {
  const encoder = new Encoder();
  for (const [name, ...args] of requests) encoder.add(request(name, args));
  return new TextDecoder().decode(encoder.take());
}

test('writes each type of argument', () => {
  equal(written(['a.b', 'é', 1.5, -Infinity, 10n, true, new Uint8Array([65, 66]), new Uint8Array([67]).buffer]),
    '*8\r\n$3\r\na.b\r\n$2\r\né\r\n$3\r\n1.5\r\n$4\r\n-inf\r\n$2\r\n10\r\n$4\r\ntrue\r\n$2\r\nAB\r\n$1\r\nC\r\n');
});

test('writes requests that are larger than its memory was', () => {
  const long = 'x'.repeat(5000);
  const snow = '☃'.repeat(5000);
  equal(written(['a', long, ''], ['b', snow], ['c']),
    `*3\r\n$1\r\na\r\n$5000\r\n${long}\r\n$0\r\n\r\n*2\r\n$1\r\nb\r\n$15000\r\n${snow}\r\n*1\r\n$1\r\nc\r\n`);
});

test('writes bytes as they were when the call was made', () => {
  const bytes = new Uint8Array([65]);
  const parts = request('a', [bytes]);
  bytes[0] = 66;
  equal(parts[1], new Uint8Array([65]));
});
