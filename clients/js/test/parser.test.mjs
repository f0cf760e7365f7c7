import { test } from 'node:test';
import { CommandError } from '../src/errors.js';
import { Parser } from '../src/resp/parser.js';
import { equal } from './support/assertions.js';

const encode = (text) => new TextEncoder().encode(text);

/** What is read out of pieces: replies, and pushes as {push}. */
function read(pieces, format = {}) {
  const found = [];
  const parser = new Parser({
    format: () => format,
    reply: (value) => found.push(value),
    push: (items) => found.push({ push: items }),
  });
  for (const piece of pieces) parser.push(piece);
  return found;
}

/** Reads bytes whole, cut in two at every place, and one by one, and requires the same of each. */
function readsAs(text, expected, format) {
  const bytes = encode(text);
  equal(read([bytes], format), expected);
  for (let cut = 1; cut < bytes.length; cut++) {
    equal(read([bytes.slice(0, cut), bytes.slice(cut)], format), expected);
  }
  equal(read([...bytes].map((byte) => Uint8Array.of(byte)), format), expected);
}

const replies = [
  ['a simple string', '+OK\r\n', 'OK'],
  ['an error', '-FUNDS too little\r\n', new CommandError('too little', 'FUNDS')],
  ['an error without a code', '-oh no\r\n', new CommandError('oh no', 'ERR')],
  ['an error that is a code alone', '-LOADING\r\n', new CommandError('', 'LOADING')],
  ['an integer', ':-12\r\n', -12],
  ['an integer beyond what a number holds', ':9007199254740993\r\n', 9007199254740993n],
  ['a string', '$7\r\nvít\r\no\r\n', 'vít\r\no'],
  ['an empty string', '$0\r\n\r\n', ''],
  ['RESP2 nulls', '*2\r\n$-1\r\n*-1\r\n', [null, null]],
  ['an array', '*3\r\n:1\r\n*0\r\n*1\r\n$1\r\na\r\n', [1, [], ['a']]],
  ['null', '_\r\n', null],
  ['booleans', '*2\r\n#t\r\n#f\r\n', [true, false]],
  ['doubles', '*5\r\n,1.5\r\n,-2e10\r\n,10\r\n,-0\r\n,inf\r\n', [1.5, -2e10, 10, -0, Infinity]],
  ['no number', ',nan\r\n', NaN],
  ['a big number', '(-3492890328409238509324850943850943825024385\r\n', -3492890328409238509324850943850943825024385n],
  ['a bulk error', '!11\r\nERR oh\r\nno!\r\n', new CommandError('oh\r\nno!', 'ERR')],
  ['a verbatim string', '=8\r\ntxt:text\r\n', 'text'],
  ['a map', '%2\r\n$1\r\na\r\n:1\r\n:2\r\n%0\r\n', { a: 1, 2: {} }],
  ['a map that names a prototype', '%1\r\n+__proto__\r\n:1\r\n', Object.fromEntries([['__proto__', 1]])],
  ['a set', '~2\r\n+a\r\n:1\r\n', new Set(['a', 1])],
  ['an error in an array', '*2\r\n-ERR no\r\n:1\r\n', [new CommandError('no', 'ERR'), 1]],
  ['a reply with an attribute', '|1\r\n+ttl\r\n:3\r\n*1\r\n|1\r\n+a\r\n*1\r\n:0\r\n:7\r\n', [7]],
];

for (const [name, text, value] of replies) {
  test(`reads ${name}, however it is cut`, () => readsAs(text + text + '+end\r\n', [value, value, 'end']));
}

test('reads pushes between replies', () => {
  readsAs('+a\r\n>3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nm\r\n+b\r\n', [
    'a', { push: [encode('message'), encode('c'), encode('m')] }, 'b',
  ]);
});

test('reads maps as Map, and strings as bytes, when they are wanted', () => {
  readsAs('%1\r\n$1\r\na\r\n*2\r\n$1\r\nb\r\n=5\r\ntxt:c\r\n', [new Map([['a', [encode('b'), encode('c')]]])], {
    maps: 'map', bytes: true,
  });
});

test('reads a string of many megabytes in small pieces', () => {
  const text = 'x'.repeat(8 << 20);
  const bytes = encode(`$${text.length}\r\n${text}\r\n:1\r\n`);
  const pieces = [];
  for (let at = 0; at < bytes.length; at += 1000) pieces.push(bytes.subarray(at, at + 1000));
  const [string, one] = read(pieces);
  equal([string === text, one], [true, 1]);
});

const malformed = [
  'HTTP/1.1 200 OK\r\n', '+no carriage return\n', ':1.5\r\n', ':\r\n', '$-2\r\n', '$x\r\n', '$1\r\nab\r\n', '*-2\r\n',
  '*1e3\r\n', ',one\r\n', '(1.0\r\n', '#x\r\n', '_0\r\n', '>0\r\n', '*1\r\n>1\r\n+a\r\n', '$?\r\n', '*?\r\n', '%?\r\n',
  '$99999999999\r\n', '*1\r\n'.repeat(129) + ':1\r\n', '\r\n',
];

for (const text of malformed) {
  test(`refuses ${JSON.stringify(text.slice(0, 24))}`, () => {
    const bytes = encode(text);
    for (const pieces of [[bytes], [...bytes].map((byte) => Uint8Array.of(byte))]) {
      let error;
      try {
        read(pieces);
      } catch (thrown) {
        error = thrown;
      }
      equal([error?.name, error?.code], ['ConnectionError', 'PROTOCOL']);
    }
  });
}
