import { element } from './dom.js';
import { ago, moment, size } from './readable.js';
import { decode, hex } from './reply-text.js';

/** How many rows of a reply are shown; a copy has them all. */
const most = 500;

const moments = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[-+]\d\d:?\d\d)$/i;

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

function drawBytes(bytes) {
  const text = decode(bytes);
  return text === undefined ? element('pre', { class: 'text', title: size(bytes.length) }, hex(bytes)) : drawText(text);
}

function drawText(text) {
  if (text === '') return element('span', { class: 'nothing' }, 'empty text');
  if (moments.test(text) && !Number.isNaN(Date.parse(text))) {
    const time = Date.parse(text);
    // A person's words stand behind it by the style sheet, so that what is copied is the reply.
    return element('time', { datetime: text, 'data-spoken': `${moment(time)} · ${ago(time)}` }, text);
  }
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
