import { element } from './dom.js';
import { text } from './reply-text.js';

/** The most characters that are shown. */
const most = 500_000;

/** Draws a reply as redis-cli prints it, type by type. */
export function drawRaw(value) {
  const lines = write(value, '').join('\n');
  return element('pre', { class: 'raw' }, lines.length > most ? `${lines.slice(0, most)}\n…` : lines);
}

function write(value, indent) {
  if (value === null) return ['(nil)'];
  if (value === true || value === false) return [`(${value})`];
  if (value instanceof Uint8Array) return [quoted(value)];
  if (value instanceof Error) return [`(error) ${value.code} ${value.message}`];
  if (typeof value === 'number' && !Number.isInteger(value)) return [`(double) ${value}`];
  if (typeof value === 'number' || typeof value === 'bigint') return [`(integer) ${value}`];
  if (value instanceof Map) return list([...value], '#', indent, ([key, item], inner) => {
    const [first, ...rest] = write(item, inner);
    return [`${quotedKey(key)} => ${first}`, ...rest];
  }, '(empty hash)');
  if (value instanceof Set) return list([...value], '~', indent, write, '(empty set)');
  if (Array.isArray(value)) return list(value, ')', indent, write, '(empty array)');
  return [JSON.stringify(value)];
}

function list(items, sign, indent, write, empty) {
  if (items.length === 0) return [empty];
  const width = String(items.length).length;
  const inner = indent + ' '.repeat(width + 2);
  return items.flatMap((item, index) => {
    const [first, ...rest] = write(item, inner);
    return [`${index === 0 ? '' : indent}${String(index + 1).padStart(width)}${sign} ${first}`, ...rest];
  });
}

function quotedKey(key) {
  return key instanceof Uint8Array ? quoted(key) : JSON.stringify(text(key));
}

/** Bytes as redis-cli has them: printable ASCII as it is, all else escaped. */
function quoted(bytes) {
  const names = { 0x22: '\\"', 0x5c: '\\\\', 0x0a: '\\n', 0x0d: '\\r', 0x09: '\\t', 0x07: '\\a', 0x08: '\\b' };
  const shown = [...bytes.subarray(0, most)].map((byte) => (
    names[byte] ?? (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`)));
  return `"${shown.join('')}"`;
}
