import { element } from './dom.js';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** How many rows of a reply are shown; a copy has them all. */
const most = 500;

/** Draws a reply as a person reads it: strings are bytes here, maps are `Map`. */
export function draw(value) {
  if (value === null) return element('span', { class: 'nothing' }, 'nothing (null)');
  if (value instanceof Uint8Array) return drawBytes(value);
  if (value instanceof Error) return element('span', { class: 'error' }, `${value.code} ${value.message}`);
  if (value instanceof Map) return drawMap(value);
  if (value instanceof Set) return drawList([...value], 'set');
  if (Array.isArray(value)) return isTable(value) ? drawTable(value) : drawList(value, 'list');
  if (typeof value === 'string') return drawText(value);
  return element('span', { class: 'mono number' }, String(value));
}

/** What a copy of a reply is: text as it is, all else as JSON. */
export function copyable(value) {
  const text = value instanceof Uint8Array ? readable(value) : value;
  return typeof text === 'string' ? text : JSON.stringify(plain(text), null, 2);
}

function drawBytes(bytes) {
  const text = decode(bytes);
  return text === undefined ? element('pre', { class: 'text', title: `${bytes.length} bytes` }, hex(bytes)) : drawText(text);
}

function drawText(text) {
  if (text === '') return element('span', { class: 'nothing' }, 'empty text');
  return element(text.includes('\n') ? 'pre' : 'span', { class: 'text' }, text);
}

function drawMap(map) {
  if (map.size === 0) return element('span', { class: 'nothing' }, 'empty map');
  const rows = [...map].slice(0, most).map(([key, value]) => element('tr', {},
    element('th', { scope: 'row' }, draw(key)), element('td', {}, draw(value))));
  return table(rows, map.size, undefined);
}

/** Whether a list is of maps with the same keys: those are columns then. */
function isTable(list) {
  if (list.length === 0 || !list.every((item) => item instanceof Map && item.size > 0)) return false;
  const keys = columns(list[0]);
  return list.every((item) => columns(item) === keys);
}

function columns(map) {
  return JSON.stringify([...map.keys()].map(String));
}

function drawTable(list) {
  const names = [...list[0].keys()].map((key) => element('th', { scope: 'col' }, draw(key)));
  const rows = list.slice(0, most).map((item) => (
    element('tr', {}, ...[...item.values()].map((value) => element('td', {}, draw(value))))));
  return table(rows, list.length, element('thead', {}, element('tr', {}, ...names)));
}

function drawList(list, name) {
  if (list.length === 0) return element('span', { class: 'nothing' }, `empty ${name}`);
  const rows = list.slice(0, most).map((item, index) => element('tr', {},
    element('th', { scope: 'row', class: 'number' }, name === 'set' ? '•' : String(index + 1)),
    element('td', {}, draw(item))));
  return table(rows, list.length, undefined);
}

function table(rows, count, head) {
  const body = element('tbody', {}, ...rows);
  const caption = count > most ? element('caption', {}, `The first ${most} of ${count}; a copy has all.`) : undefined;
  return element('table', {}, caption, head, body);
}

/** Text, where the bytes are some that a person can read. */
function decode(bytes) {
  try {
    const text = utf8.decode(bytes);
    return /[\0-\x08\x0e-\x1f\x7f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function readable(bytes) {
  return decode(bytes) ?? hex(bytes);
}

function hex(bytes) {
  const digits = [...bytes.subarray(0, 65_536)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return bytes.length > 65_536 ? `${digits} … (${bytes.length} bytes)` : digits;
}

function plain(value) {
  if (value instanceof Uint8Array) return readable(value);
  if (value instanceof Error) return { error: `${value.code} ${value.message}` };
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item)]));
  if (value instanceof Set) return [...value].map(plain);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'bigint' || Number.isNaN(value) || Math.abs(value) === Infinity) return String(value);
  return value;
}
